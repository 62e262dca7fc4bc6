# Two systems on one disk, as after an upgrade that was installed beside the old one.
printf 'label: gpt\n,500M,L\n,,L\n' | partitioned "$DISK"
mkfs.ext4 -q -L old "$DISK-part1"
mkfs.ext4 -q -L new "$DISK-part2"
mount "$DISK-part1" /mnt
linux_root /mnt old.example.org 5.10.0-28-amd64 debian 11 'Debian GNU/Linux 11 (bullseye)'
echo 'LABEL=old / ext4 defaults 0 1' >/mnt/etc/fstab
umount /mnt
mount "$DISK-part2" /mnt
linux_root /mnt new.example.org 6.1.0-21-amd64 debian 12 'Debian GNU/Linux 12 (bookworm)'
echo 'LABEL=new / ext4 defaults 0 1' >/mnt/etc/fstab
umount /mnt
