# disks: 900
# A CentOS 7 as installed by hand: MBR, /boot on XFS, root, home and swap in LVM.
printf 'label: dos\n,320M,L,*\n,,V\n' | partitioned "$DISK"
mkfs.xfs -q "$DISK-part1"
pvcreate -q "$DISK-part2"
vgcreate -q centos "$DISK-part2"
lvcreate -q -y -L 32M -n swap centos
lvcreate -q -y -L 128M -n home centos
lvcreate -q -y -L 320M -n root centos
mkswap -q /dev/centos/swap
mkfs.ext4 -q /dev/centos/home
mkfs.xfs -q /dev/centos/root
mount /dev/centos/root /mnt
mkdir -p /mnt/boot /mnt/home
mount "$DISK-part1" /mnt/boot
mount /dev/centos/home /mnt/home
linux_root /mnt centos.example.org 3.10.0-1160.el7.x86_64 centos 7 'CentOS Linux 7 (Core)'
mkdir -p /mnt/boot/grub2
touch /mnt/boot/grub2/grub.cfg
{
  echo '/dev/mapper/centos-root / xfs defaults 0 0'
  echo "UUID=$(uuid "$DISK-part1") /boot xfs defaults 0 0"
  echo '/dev/mapper/centos-home /home ext4 defaults 0 0'
  echo '/dev/mapper/centos-swap swap swap defaults 0 0'
} >/mnt/etc/fstab
umount -R /mnt
vgchange -q -an centos
