# A GPT whose second copy, at the end of the disk, is gone; the first is whole.
printf 'label: gpt\n,500M,L\n' | partitioned "$DISK"
mkfs.ext4 -q -L data "$DISK-part1"
filled "$DISK-part1"
dd if=/dev/zero of="$DISK" bs=512 seek=$(($(blockdev --getsz "$DISK") - 33)) count=33 conv=notrunc,fsync status=none
