#!/usr/bin/python3
"""What the program virt-inspector says of disks, as JSON.

Usage: virt-inspector.py SECTOR_BYTES IMAGE... > answer.json

It prints operating systems as XML. Which file systems it looked at is in what it says beside that with -v: of a disk
without an operating system it prints nothing else.
"""
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

MINUTES = 14
sector, images = sys.argv[1], sys.argv[2:]
program = ['virt-inspector', '-v', '--no-applications', '--no-icon', '--format=raw', '--blocksize=' + sector]
program += [word for image in images for word in ('-a', image)]
try:
    # It would wait for the passphrase of an encrypted disk.
    done = subprocess.run(program, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=MINUTES * 60)
except subprocess.TimeoutExpired:
    sys.exit('virt-inspector had not ended after %d minutes' % MINUTES)
said = done.stderr.decode('utf-8', 'replace')
errors = re.findall(r'^(?:libguestfs: error|virt-inspector): (.*)$', said, re.MULTILINE) or said.splitlines()[-1:]
# Of a disk that is LUKS from its start QEMU, which guesses, makes an encrypted image, and does not begin.
guessed = re.findall(r"^qemu-\S+: .*: (Parameter 'key-secret' is required .*)$", said, re.MULTILINE)
errors = guessed or errors
if done.returncode and not guessed and '<= list_partitions' not in said:
    sys.exit('virt-inspector did not come to look at the disks: ' + errors[0])


def system(found):
    def text(name):
        return (found.findtext(name) or '').strip()
    return {'root': text('root'), 'productName': text('product_name'), 'hostname': text('hostname'), 'arch': text('arch'),
            'mountpoints': {(point.text or '').strip(): point.get('dev', '') for point in found.iterfind('mountpoints/mountpoint')}}


systems = []
if not done.returncode:
    try:
        systems = [system(found) for found in ElementTree.fromstring(done.stdout).iterfind('operatingsystem')]
    except ElementTree.ParseError as error:
        errors, done.returncode = ['what it printed is no XML: %s' % error], 1
took = re.search(r'=> inspect_os \(\w+\) took ([\d.]+) secs', said)
json.dump({'filesystems': dict(re.findall(r'check_for_filesystem_on: (\S+) \(([^)\n]*)\)', said)), 'systems': systems,
           'inspectionSeconds': float(took.group(1)) if took else None, 'error': errors[0] if done.returncode else ''}, sys.stdout)
