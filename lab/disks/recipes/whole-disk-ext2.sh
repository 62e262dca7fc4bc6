# ext2 without a partition table: no journal at all.
mkfs.ext2 -q -L old "$DISK"
filled "$DISK"
