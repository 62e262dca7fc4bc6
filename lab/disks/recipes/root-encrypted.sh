# disks: 800
# An Ubuntu with an encrypted root: /boot can be read, the rest cannot.
printf 'label: gpt\n,64M,U\n,300M,L\n,,L\n' | partitioned "$DISK"
mkfs.vfat -n EFI "$DISK-part1" >/dev/null
mkfs.ext4 -q -L boot "$DISK-part2"
printf secret | cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "$DISK-part3" -
mount "$DISK-part2" /mnt
mkdir /mnt/grub
touch /mnt/vmlinuz-6.8.0-31-generic /mnt/grub/grub.cfg
umount /mnt
