# An MBR with an extended partition: ext4 in a primary, ext2 and XFS in logical partitions.
printf 'label: dos\n,200M,L\n,,E\n,100M,L\n,,L\n' | sfdisk -q "$DISK"
udevadm settle
mkfs.ext4 -q -L system "$DISK-part1"
mkfs.ext2 -q -L old "$DISK-part5"
mkfs.xfs -q -L results "$DISK-part6"
for part in 1 5 6; do
  mount "$DISK-part$part" /mnt
  echo 'kept since 2019' >/mnt/thesis.txt
  umount /mnt
done
