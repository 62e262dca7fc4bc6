# A logical volume with an old-style snapshot of it, taken before the last change.
pvcreate -q "$DISK"
vgcreate -q vgsnap "$DISK"
lvcreate -q -y -L 400M -n home vgsnap
mkfs.ext4 -q /dev/vgsnap/home
mount /dev/vgsnap/home /mnt
echo 'kept since 2019' >/mnt/thesis.txt
sync
lvcreate -q -y -s -L 100M -n monday /dev/vgsnap/home
echo 'encrypted by us' >/mnt/README
umount /mnt
vgchange -q -an vgsnap
