# disks: 400 400
# A volume group over two volumes, and a logical volume over the boundary.
pvcreate -q "$DISK" "$DISK2"
vgcreate -q vgdata "$DISK" "$DISK2"
lvcreate -q -y -L 600M -n home vgdata
mkfs.ext4 -q /dev/vgdata/home
filled /dev/vgdata/home
vgchange -q -an vgdata
