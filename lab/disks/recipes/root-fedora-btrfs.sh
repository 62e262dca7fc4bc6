# disks: 1200
# A Fedora: /boot on ext4, root and home as subvolumes of one btrfs.
printf 'label: gpt\n,64M,U\n,300M,L\n,,L\n' | partitioned "$DISK"
mkfs.vfat -n EFI "$DISK-part1" >/dev/null
mkfs.ext4 -q -L boot "$DISK-part2"
mkfs.btrfs -q -L fedora "$DISK-part3"
mount "$DISK-part3" /mnt
btrfs -q subvolume create /mnt/root
btrfs -q subvolume create /mnt/home
umount /mnt
mount -o subvol=root "$DISK-part3" /mnt
mkdir -p /mnt/boot /mnt/home
mount "$DISK-part2" /mnt/boot
mount -o subvol=home "$DISK-part3" /mnt/home
linux_root /mnt fedora.example.org 6.8.5-301.fc40.x86_64 fedora 40 'Fedora Linux 40 (Cloud Edition)'
mkdir -p /mnt/boot/grub2
touch /mnt/boot/grub2/grub.cfg
{
  echo "UUID=$(uuid "$DISK-part3") / btrfs subvol=root,compress=zstd:1 0 0"
  echo "UUID=$(uuid "$DISK-part2") /boot ext4 defaults 1 2"
  echo "UUID=$(uuid "$DISK-part1") /boot/efi vfat umask=0077,shortname=winnt 0 2"
  echo "UUID=$(uuid "$DISK-part3") /home btrfs subvol=home,compress=zstd:1 0 0"
} >/mnt/etc/fstab
umount -R /mnt
