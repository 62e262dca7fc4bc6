# A host of containers: the data of all is in their volumes.
printf 'label: gpt\n,,L\n' | partitioned "$DISK"
mkfs.ext4 -q "$DISK-part1"
mount "$DISK-part1" /mnt
linux_root /mnt docker.example.org 6.1.0-21-amd64 debian 12 'Debian GNU/Linux 12 (bookworm)'
echo "UUID=$(uuid "$DISK-part1") / ext4 defaults 0 1" >/mnt/etc/fstab
mkdir -p /mnt/var/lib/docker/volumes/shop_db/_data /mnt/var/lib/docker/overlay2/abc/diff/etc \
  /mnt/home/alice/.local/share/containers/storage/volumes/wiki/_data /mnt/var/lib/containers/storage/volumes/site/_data
head -c 2M /dev/urandom >/mnt/var/lib/docker/volumes/shop_db/_data/ibdata1
head -c 1M /dev/urandom >/mnt/home/alice/.local/share/containers/storage/volumes/wiki/_data/wiki.sqlite
head -c 1M /dev/urandom >/mnt/var/lib/containers/storage/volumes/site/_data/index.html
umount /mnt
