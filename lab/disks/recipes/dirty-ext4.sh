# ext4 whose server was switched off: a copy of one that is mounted, with the last file in its journal alone.
truncate -s 400M /var/tmp/ext4
mkfs.ext4 -q -L data /var/tmp/ext4
mount -o loop /var/tmp/ext4 /mnt
echo 'kept since 2019' >/mnt/thesis.txt
umount /mnt
mount -o loop /var/tmp/ext4 /mnt
echo 'written last' >/mnt/last.txt
sync /mnt/last.txt
dd if=/var/tmp/ext4 of="$DISK" bs=1M conv=fsync,sparse status=none
umount /mnt
rm /var/tmp/ext4
