# XFS whose server was switched off: the last file is in its log alone.
mkfs.xfs -q -L data "$DISK"
mount "$DISK" /mnt
echo 'kept since 2019' >/mnt/thesis.txt
umount /mnt
mount "$DISK" /mnt
echo 'written last' >/mnt/last.txt
sync /mnt/last.txt
xfs_io -x -c 'shutdown -f' /mnt
umount /mnt
