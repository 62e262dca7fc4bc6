# ext4 over what was a btrfs: the magic of the older one stands in its superblock at 64 KiB, which nothing overwrote.
mkfs.btrfs -q -L older "$DISK"
dd if="$DISK" of=/var/tmp/magic bs=1 skip=$((65536 + 64)) count=8 status=none
mkfs.ext4 -q -F -b 4096 -L data "$DISK"
filled "$DISK"
bytes "$DISK" $((65536 + 64)) </var/tmp/magic
rm /var/tmp/magic
