# btrfs whose server was switched off: a copy of one that is mounted, with an fsync in its tree log.
truncate -s 400M /var/tmp/btrfs
mkfs.btrfs -q -L data /var/tmp/btrfs
mount -o loop,commit=300 /var/tmp/btrfs /mnt
echo 'kept since 2019' >/mnt/thesis.txt
sync -f /mnt
echo 'written last' >/mnt/last.txt
sync /mnt/last.txt
dd if=/var/tmp/btrfs of="$DISK" bs=1M conv=fsync,sparse status=none
umount /mnt
rm /var/tmp/btrfs
