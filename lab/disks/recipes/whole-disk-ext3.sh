# ext3 without a partition table.
mkfs.ext3 -q -L old "$DISK"
filled "$DISK"
