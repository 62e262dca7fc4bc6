# disks: 200 200
# A mirror with the superblock of old, at the end: each half looks like a plain ext4.
mdadm --quiet --create /dev/md/data --run --level=1 --raid-devices=2 --metadata=0.90 "$DISK" "$DISK2"
mdadm --wait /dev/md/data || true
mkfs.ext4 -q -L data /dev/md/data
filled /dev/md/data
mdadm --quiet --stop /dev/md/data
