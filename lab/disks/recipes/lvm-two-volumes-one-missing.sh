# disks: 400 400
# attached: 1
# A volume group over two volumes of which only the first is recovered.
pvcreate -q "$DISK" "$DISK2"
vgcreate -q vgdata "$DISK" "$DISK2"
lvcreate -q -y -L 600M -n home vgdata
mkfs.ext4 -q /dev/vgdata/home
filled /dev/vgdata/home
vgchange -q -an vgdata
