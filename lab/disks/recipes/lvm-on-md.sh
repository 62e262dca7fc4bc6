# disks: 250 250
# LVM over a mirror of md, each half in a partition: the way of rented servers.
for disk in $DISKS; do printf 'label: gpt\n,,R\n' | partitioned "$disk"; done
mdadm --quiet --create /dev/md/data --run --level=1 --raid-devices=2 "$DISK-part1" "$DISK2-part1"
mdadm --wait /dev/md/data || true
pvcreate -q /dev/md/data
vgcreate -q vgdata /dev/md/data
lvcreate -q -y -L 100M -n home vgdata
mkfs.ext4 -q /dev/vgdata/home
filled /dev/vgdata/home
vgchange -q -an vgdata
mdadm --quiet --stop /dev/md/data
