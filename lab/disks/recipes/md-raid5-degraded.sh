# disks: 150 150 150
# attached: 2
# RAID 5 of md of which one of three volumes is not here: it can be read all the same.
mdadm --quiet --create /dev/md/data --run --level=5 --raid-devices=3 "$DISK" "$DISK2" "$DISK3"
mdadm --wait /dev/md/data || true
mkfs.ext4 -q -L data /dev/md/data
filled /dev/md/data
mdadm --quiet --stop /dev/md/data
