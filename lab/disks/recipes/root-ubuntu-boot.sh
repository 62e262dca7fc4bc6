# disks: 1400
# An Ubuntu 24.04 as the cloud's image has it: /boot is a partition of its own.
printf 'label: gpt\nstart=2099200,type=L\n' | sfdisk -q "$DISK"
sgdisk -n 14:2048:+4M -t 14:ef02 -n 15:10240:+106M -t 15:ef00 -n 16:227328:2099199 -t 16:ea00 "$DISK" >/dev/null
partprobe "$DISK"
udevadm settle
mkfs.ext4 -q -L cloudimg-rootfs "$DISK-part1"
mkfs.ext4 -q -L BOOT "$DISK-part16"
mkfs.vfat -n UEFI "$DISK-part15" >/dev/null
mount "$DISK-part1" /mnt
mkdir /mnt/boot
mount "$DISK-part16" /mnt/boot
linux_root /mnt noble-vm 6.8.0-31-generic ubuntu 24.04 'Ubuntu 24.04 LTS'
mkdir /mnt/boot/grub
touch /mnt/boot/grub/grub.cfg
{
  echo 'LABEL=cloudimg-rootfs / ext4 discard,commit=30,errors=remount-ro 0 1'
  echo 'LABEL=BOOT /boot ext4 defaults 0 2'
  echo 'LABEL=UEFI /boot/efi vfat umask=0077 0 1'
} >/mnt/etc/fstab
umount -R /mnt
