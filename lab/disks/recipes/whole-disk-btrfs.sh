# btrfs without a partition table.
mkfs.btrfs -q -L data "$DISK"
filled "$DISK"
