# disks: 200 200
# Two volumes of two servers of one image: their groups have the same name and nothing else in common.
for disk in $DISKS; do
  only="devices { filter = [\"a|^$(readlink -f "$disk")\$|\", \"r|.*|\"] }"
  pvcreate -q --config "$only" "$(readlink -f "$disk")"
  vgcreate -q --config "$only" vg0 "$(readlink -f "$disk")"
  lvcreate -q -y --config "$only" -L 64M -n home vg0
  mkfs.ext4 -q /dev/vg0/home
  filled /dev/vg0/home
  vgchange -q --config "$only" -an vg0
done
