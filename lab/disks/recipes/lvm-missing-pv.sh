# One of two physical volumes of a group; the other was on a disk that is not here.
printf 'label: gpt\n,500M,V\n,,V\n' | sfdisk -q "$DISK"
udevadm settle
pvcreate -q "$DISK-part1" "$DISK-part2"
vgcreate -q vgdata "$DISK-part1" "$DISK-part2"
lvcreate -q -y -L 700M -n home vgdata
mkfs.ext4 -q /dev/vgdata/home
vgchange -q -an vgdata
wipefs -qa "$DISK-part2"
