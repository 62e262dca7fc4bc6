# Sizes that lie and times out of every calendar: a sparse file of 8 EiB less one page, a year 2446, one before 1970.
mkfs.xfs -q -L results "$DISK"
mount "$DISK" /mnt
truncate -s $(((1 << 63) - 4096)) /mnt/huge.img
touch -d '2446-05-10' /mnt/future.txt
touch -d '1915-06-01' /mnt/past.txt
thesis /mnt
umount /mnt
