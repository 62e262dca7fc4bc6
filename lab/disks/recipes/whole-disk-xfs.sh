# XFS without a partition table.
mkfs.xfs -q -L results "$DISK"
mount "$DISK" /mnt
mkdir /mnt/runs
echo 'kept since 2019' >/mnt/runs/thesis.txt
umount /mnt
