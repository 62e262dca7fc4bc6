# disks: 200 200
# A volume and its copy, both of one server: the same physical volume twice.
pvcreate -q "$DISK"
vgcreate -q vgdata "$DISK"
lvcreate -q -y -L 64M -n home vgdata
mkfs.ext4 -q /dev/vgdata/home
filled /dev/vgdata/home
vgchange -q -an vgdata
cat "$DISK" >"$DISK2"
