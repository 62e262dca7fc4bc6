# A logical volume whose server was switched off: the journal of its ext4 holds the last file.
truncate -s 200M /var/tmp/ext4
mkfs.ext4 -q -L data /var/tmp/ext4
mount -o loop /var/tmp/ext4 /mnt
thesis /mnt
umount /mnt
mount -o loop /var/tmp/ext4 /mnt
echo 'written last' >/mnt/last.txt
sync /mnt/last.txt
pvcreate -q "$DISK"
vgcreate -q vgdata "$DISK"
lvcreate -q -y -L 200M -n home vgdata
dd if=/var/tmp/ext4 of=/dev/vgdata/home bs=1M conv=fsync status=none
vgchange -q -an vgdata
umount /mnt
rm /var/tmp/ext4
