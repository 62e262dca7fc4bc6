# A GPT whose first copy is gone; the second, at the end of the disk, is whole.
printf 'label: gpt\n,,L\n' | sfdisk -q "$DISK"
udevadm settle
mkfs.ext4 -q -L data "$DISK-part1"
dd if=/dev/zero of="$DISK" bs=512 seek=1 count=33 conv=notrunc,fsync status=none
