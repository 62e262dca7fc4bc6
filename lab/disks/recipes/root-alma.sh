# disks: 1600
# An AlmaLinux 9 as the cloud's image has it: BIOS boot, ESP, /boot and root on XFS, fstab by UUID.
printf 'label: gpt\n,4M,21686148-6449-6E6F-744E-656564454649\n,64M,U\n,400M,L\n,,L\n' | partitioned "$DISK"
mkfs.vfat -n EFI "$DISK-part2" >/dev/null
mkfs.xfs -q -L boot "$DISK-part3"
mkfs.xfs -q -L root "$DISK-part4"
mount "$DISK-part4" /mnt
mkdir /mnt/boot
mount "$DISK-part3" /mnt/boot
linux_root /mnt alma.example.org 5.14.0-427.el9.x86_64 almalinux 9.4 'AlmaLinux 9.4 (Seafoam Ocelot)'
mkdir -p /mnt/boot/grub2 /mnt/boot/efi
touch /mnt/boot/grub2/grub.cfg
{
  echo "UUID=$(uuid "$DISK-part4") / xfs defaults 0 0"
  echo "UUID=$(uuid "$DISK-part3") /boot xfs defaults 0 0"
  echo "UUID=$(uuid "$DISK-part2") /boot/efi vfat defaults,uid=0,gid=0,umask=077,shortname=winnt 0 2"
} >/mnt/etc/fstab
umount -R /mnt
