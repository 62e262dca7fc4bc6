# Names that LVM allows and that shells and sed trip over.
pvcreate -q "$DISK"
vgcreate -q -- "vg.+_data--x" "$DISK"
lvcreate -q -y -L 64M -n 'home.+_--1' 'vg.+_data--x'
mkfs.ext4 -q '/dev/vg.+_data--x/home.+_--1'
filled '/dev/vg.+_data--x/home.+_--1'
vgchange -q -an 'vg.+_data--x'
