# disks: 120 120 120 120
# RAID 10 of md over four volumes.
mdadm --quiet --create /dev/md/data --run --level=10 --raid-devices=4 "$DISK" "$DISK2" "$DISK3" "$DISK4"
mdadm --wait /dev/md/data || true
mkfs.ext4 -q -L data /dev/md/data
filled /dev/md/data
mdadm --quiet --stop /dev/md/data
