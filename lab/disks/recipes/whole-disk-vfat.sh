# FAT32 without a partition table.
mkfs.vfat -n DATA "$DISK" >/dev/null
filled "$DISK"
