# disks: 300 300
# attached: 1
# A btrfs over two volumes with its data on either: one is not here.
mkfs.btrfs -q -L pool -m raid0 -d raid0 "$DISK" "$DISK2"
filled "$DISK"
