# The root disk of an enterprise Linux: ESP, /boot on XFS, the rest in LVM.
printf 'label: gpt\n,64M,U\n,330M,L\n,,V\n' | sfdisk -q "$DISK"
udevadm settle
mkfs.vfat -n EFI "$DISK-part1" >/dev/null
# XFS no smaller than this any more, but installers of the time made them so.
mkfs.xfs -q "$DISK-part2"
pvcreate -q "$DISK-part3"
vgcreate -q rl "$DISK-part3"
lvcreate -q -y -L 48M -n swap rl
lvcreate -q -y -l 100%FREE -n root rl
mkswap -q /dev/rl/swap
mkfs.xfs -q /dev/rl/root
mount /dev/rl/root /mnt
mkdir -p /mnt/boot /mnt/etc /mnt/usr/bin /mnt/usr/lib /mnt/home/alice /mnt/var/log
ln -s usr/bin /mnt/bin
mount "$DISK-part2" /mnt/boot
mkdir -p /mnt/boot/efi /mnt/boot/grub2
mount "$DISK-part1" /mnt/boot/efi
mkdir -p /mnt/boot/efi/EFI/rocky
touch /mnt/boot/vmlinuz-5.14.0-427.el9.x86_64 /mnt/boot/grub2/grub.cfg
printf 'NAME="Rocky Linux"\nID="rocky"\nVERSION_ID="9.4"\nPRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)"\n' >/mnt/usr/lib/os-release
ln -s ../usr/lib/os-release /mnt/etc/os-release
echo rocky.example.org >/mnt/etc/hostname
{
  echo '/dev/mapper/rl-root / xfs defaults 0 0'
  echo "UUID=$(blkid -s UUID -o value "$DISK-part2") /boot xfs defaults 0 0"
  echo "UUID=$(blkid -s UUID -o value "$DISK-part1") /boot/efi vfat umask=0077 0 2"
  echo '/dev/mapper/rl-swap none swap defaults 0 0'
  echo '/dev/vdb1 /data ext4 nofail 0 2'
} >/mnt/etc/fstab
echo 'kept since 2019' >/mnt/home/alice/thesis.txt
umount -R /mnt
vgchange -q -an rl
