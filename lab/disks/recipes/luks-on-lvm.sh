# A logical volume that is encrypted, beside one that isn't.
pvcreate -q "$DISK"
vgcreate -q vgdata "$DISK"
lvcreate -q -y -L 64M -n open vgdata
lvcreate -q -y -L 64M -n secret vgdata
mkfs.ext4 -q /dev/vgdata/open
filled /dev/vgdata/open
printf secret | cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/vgdata/secret -
vgchange -q -an vgdata
