# LVM inside of LUKS, as installers encrypt a whole system: without the passphrase it is one closed box.
printf secret | cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "$DISK" -
printf secret | cryptsetup open --key-file - "$DISK" box
pvcreate -q /dev/mapper/box
vgcreate -q vgbox /dev/mapper/box
lvcreate -q -y -L 64M -n home vgbox
mkfs.ext4 -q /dev/vgbox/home
filled /dev/vgbox/home
vgchange -q -an vgbox
cryptsetup close box
