# disks: 300 300
# A btrfs over two volumes, both here.
mkfs.btrfs -q -L pool -m raid1 -d raid1 "$DISK" "$DISK2"
filled "$DISK"
