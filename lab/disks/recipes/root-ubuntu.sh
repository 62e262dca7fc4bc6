# disks: 1200
# An Ubuntu 22.04 as the cloud's image has it: root first, then the BIOS boot partition and the ESP; fstab by label.
printf 'label: gpt\nstart=227328,type=L\n' | sfdisk -q "$DISK"
sgdisk -n 14:2048:+4M -t 14:ef02 -n 15:10240:+106M -t 15:ef00 "$DISK" >/dev/null
partprobe "$DISK"
udevadm settle
mkfs.ext4 -q -L cloudimg-rootfs "$DISK-part1"
mkfs.vfat -n UEFI "$DISK-part15" >/dev/null
mount "$DISK-part1" /mnt
linux_root /mnt jammy-vm 5.15.0-105-generic ubuntu 22.04 'Ubuntu 22.04.4 LTS'
printf 'LABEL=cloudimg-rootfs\t/\text4\tdiscard,errors=remount-ro\t0 1\nLABEL=UEFI\t/boot/efi\tvfat\tumask=0077\t0 1\n' >/mnt/etc/fstab
umount /mnt
mount "$DISK-part15" /mnt
mkdir -p /mnt/EFI/ubuntu
touch /mnt/EFI/ubuntu/grub.cfg
umount /mnt
