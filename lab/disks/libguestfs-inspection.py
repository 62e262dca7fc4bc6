#!/usr/bin/python3
"""What libguestfs finds on disks: its list of file systems, and of each operating system what virt-inspector prints.

Usage: libguestfs-inspection.py IMAGE... > answer.json

virt-inspector is a printer of these same calls (inspector/inspector.c); it has no output for a disk without a system,
and a boot of its own for one that has been listed before.
"""
import json
import sys

import guestfs

g = guestfs.GuestFS(python_return_dict=True)
for image in sys.argv[1:]:
    g.add_drive_opts(image, format='raw', readonly=1)
g.launch()
systems = []
for root in g.inspect_os():
    systems.append({'root': root, 'productName': g.inspect_get_product_name(root), 'hostname': g.inspect_get_hostname(root),
                    'arch': g.inspect_get_arch(root), 'mountpoints': g.inspect_get_mountpoints(root)})
json.dump({'filesystems': g.list_filesystems(), 'systems': systems}, sys.stdout)
