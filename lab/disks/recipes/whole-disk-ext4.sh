# The usual data volume of somebody who followed a tutorial: no partition table.
mkfs.ext4 -q -L data "$DISK"
mount "$DISK" /mnt
echo 'kept since 2019' >/mnt/thesis.txt
umount /mnt
