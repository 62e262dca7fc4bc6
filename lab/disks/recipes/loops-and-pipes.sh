# A tree to get lost in: links in circles, out of the file system, names that are paths; a pipe that never answers.
mkfs.ext4 -q -L data "$DISK"
mount "$DISK" /mnt
mkdir -p /mnt/etc /mnt/bin /mnt/usr/lib /mnt/home/alice
ln -s home2 /mnt/home1
ln -s home1 /mnt/home2
ln -s ../.. /mnt/home/alice/up
ln -s /proc/self/root /mnt/home/alice/host
mkfifo /mnt/etc/hostname
mkfifo /mnt/etc/fstab
ln -s ../usr/lib/os-release /mnt/etc/os-release
ln -s ../../etc/os-release /mnt/usr/lib/os-release
echo 'x' >/mnt/etc/hosts
thesis /mnt
umount /mnt
