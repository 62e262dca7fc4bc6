# disks: 400 200
# A logical volume with a cache on a faster volume.
pvcreate -q "$DISK" "$DISK2"
vgcreate -q vgquick "$DISK" "$DISK2"
lvcreate -q -y -L 200M -n home vgquick "$DISK"
lvcreate -q -y -L 100M -n fast vgquick "$DISK2"
lvconvert -q -y --type cache --cachevol fast vgquick/home
mkfs.ext4 -q /dev/vgquick/home
filled /dev/vgquick/home
vgchange -q -an vgquick
