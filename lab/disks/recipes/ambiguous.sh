# Signatures of two file systems: an ext4 over whose boot block the start of an XFS was copied.
mkfs.ext4 -q "$DISK"
truncate -s 400M /var/tmp/xfs
mkfs.xfs -q /var/tmp/xfs
dd if=/var/tmp/xfs of="$DISK" bs=512 count=1 conv=notrunc,fsync status=none
rm /var/tmp/xfs
