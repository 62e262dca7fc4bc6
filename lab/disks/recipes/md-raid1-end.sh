# One half of a mirror whose superblock is at the end: its start looks like a plain ext4.
mdadm --quiet --create /dev/md/half --run --level=1 --raid-devices=2 --metadata=1.0 "$DISK" missing
mkfs.ext4 -q /dev/md/half
mount /dev/md/half /mnt
echo 'kept since 2019' >/mnt/thesis.txt
umount /mnt
mdadm --quiet --stop /dev/md/half
