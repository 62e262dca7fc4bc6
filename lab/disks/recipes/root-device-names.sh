# disks: 600
# An old Debian whose fstab has the names that its disks had there: /dev/vda1 and /dev/vda5 are not ours.
printf 'label: dos\n,400M,L,*\n,,E\n,,S\n' | partitioned "$DISK"
mkfs.ext3 -q "$DISK-part1"
mkswap -q "$DISK-part5"
mount "$DISK-part1" /mnt
linux_root /mnt wheezy.example.org 3.2.0-4-amd64 debian 7 'Debian GNU/Linux 7 (wheezy)'
printf '/dev/vda1 / ext3 errors=remount-ro 0 1\n/dev/vda5 none swap sw 0 0\n/dev/vdb1 /data ext4 nofail 0 2\n' >/mnt/etc/fstab
umount /mnt
