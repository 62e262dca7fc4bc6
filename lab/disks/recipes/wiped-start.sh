# ext4 of whose start the first MiB was overwritten, as an intruder in a hurry does.
mkfs.ext4 -q "$DISK"
dd if=/dev/zero of="$DISK" bs=1M count=1 conv=notrunc,fsync status=none
