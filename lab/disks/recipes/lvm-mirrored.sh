# disks: 300 300
# A logical volume mirrored by LVM itself (raid1) over two volumes.
pvcreate -q "$DISK" "$DISK2"
vgcreate -q vgsafe "$DISK" "$DISK2"
lvcreate -q -y --type raid1 -m 1 -L 128M -n home vgsafe
mkfs.ext4 -q /dev/vgsafe/home
filled /dev/vgsafe/home
vgchange -q -an vgsafe
