# f2fs whose server was switched off: the last file is in no checkpoint.
truncate -s 200M /var/tmp/f2fs
mkfs.f2fs -q -l data /var/tmp/f2fs
mount -o loop /var/tmp/f2fs /mnt
thesis /mnt
sync -f /mnt
echo 'written last' >/mnt/last.txt
sync /mnt/last.txt
switched_off /var/tmp/f2fs
umount /mnt
rm /var/tmp/f2fs
