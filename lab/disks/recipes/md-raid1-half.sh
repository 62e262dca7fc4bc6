# One half of a mirror of md, superblock at the start.
mdadm --quiet --create /dev/md/half --run --level=1 --raid-devices=2 --metadata=1.2 "$DISK" missing
mkfs.ext4 -q /dev/md/half
mount /dev/md/half /mnt
echo 'kept since 2019' >/mnt/thesis.txt
umount /mnt
mdadm --quiet --stop /dev/md/half
