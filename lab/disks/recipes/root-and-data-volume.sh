# disks: 400 300
# A server with a data volume beside its root, by UUID in fstab.
printf 'label: gpt\n,,L\n' | partitioned "$DISK"
mkfs.ext4 -q "$DISK-part1"
mkfs.ext4 -q -L data "$DISK2"
filled "$DISK2"
mount "$DISK-part1" /mnt
linux_root /mnt two.example.org 6.1.0-21-amd64 debian 12 'Debian GNU/Linux 12 (bookworm)'
printf 'UUID=%s / ext4 defaults 0 1\nUUID=%s /srv ext4 nofail 0 2\n' "$(uuid "$DISK-part1")" "$(uuid "$DISK2")" >/mnt/etc/fstab
umount /mnt
