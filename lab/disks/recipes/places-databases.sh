# A server of databases, where their packages put them.
printf 'label: gpt\n,,L\n' | partitioned "$DISK"
mkfs.ext4 -q "$DISK-part1"
mount "$DISK-part1" /mnt
linux_root /mnt db.example.org 6.1.0-21-amd64 debian 12 'Debian GNU/Linux 12 (bookworm)'
echo "UUID=$(uuid "$DISK-part1") / ext4 defaults 0 1" >/mnt/etc/fstab
mkdir -p /mnt/var/lib/mysql/shop /mnt/var/lib/postgresql/15/main/base/16384 /mnt/var/lib/mongodb/journal /mnt/var/lib/redis
head -c 3M /dev/urandom >/mnt/var/lib/mysql/ibdata1
head -c 1M /dev/urandom >/mnt/var/lib/mysql/shop/orders.ibd
echo 15 >/mnt/var/lib/postgresql/15/main/PG_VERSION
head -c 2M /dev/urandom >/mnt/var/lib/postgresql/15/main/base/16384/2619
head -c 1M /dev/urandom >/mnt/var/lib/mongodb/collection-0.wt
head -c 64K /dev/urandom >/mnt/var/lib/redis/dump.rdb
umount /mnt
