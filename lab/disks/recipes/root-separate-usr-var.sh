# A server of the careful kind: /usr, /var and /home on partitions of their own.
printf 'label: gpt\n,200M,L\n,200M,L\n,200M,L\n,,L\n' | partitioned "$DISK"
for part in 1 2 3 4; do mkfs.ext4 -q "$DISK-part$part"; done
mount "$DISK-part1" /mnt
mkdir -p /mnt/usr /mnt/var /mnt/home
mount "$DISK-part2" /mnt/usr
mount "$DISK-part3" /mnt/var
mount "$DISK-part4" /mnt/home
linux_root /mnt careful.example.org 5.10.0-28-amd64 debian 11 'Debian GNU/Linux 11 (bullseye)'
{
  echo "UUID=$(uuid "$DISK-part1") / ext4 errors=remount-ro 0 1"
  echo "UUID=$(uuid "$DISK-part2") /usr ext4 defaults 0 2"
  echo "UUID=$(uuid "$DISK-part3") /var ext4 defaults 0 2"
  echo "UUID=$(uuid "$DISK-part4") /home ext4 defaults 0 2"
} >/mnt/etc/fstab
umount -R /mnt
