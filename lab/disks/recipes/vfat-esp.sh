# An EFI system partition and an ext4 beside it.
printf 'label: gpt\n,100M,U\n,,L\n' | sfdisk -q "$DISK"
udevadm settle
mkfs.vfat -n EFI "$DISK-part1" >/dev/null
mkfs.ext4 -q -L data "$DISK-part2"
mount "$DISK-part1" /mnt
mkdir -p /mnt/EFI/BOOT
touch /mnt/EFI/BOOT/BOOTX64.EFI
umount /mnt
