# ext3 whose server was switched off.
truncate -s 200M /var/tmp/ext3
mkfs.ext3 -q -L data /var/tmp/ext3
mount -o loop /var/tmp/ext3 /mnt
thesis /mnt
umount /mnt
mount -o loop /var/tmp/ext3 /mnt
echo 'written last' >/mnt/last.txt
sync /mnt/last.txt
switched_off /var/tmp/ext3
umount /mnt
rm /var/tmp/ext3
