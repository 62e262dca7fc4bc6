# ext4 with a good superblock and nothing but noise where its groups are described.
mkfs.ext4 -q -b 4096 "$DISK"
dd if=/dev/urandom of="$DISK" bs=4096 seek=1 count=8 conv=notrunc,fsync status=none
