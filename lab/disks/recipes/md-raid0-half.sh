# disks: 200 200
# attached: 1
# Striped by md over two volumes of which one is not here.
mdadm --quiet --create /dev/md/data --run --level=0 --raid-devices=2 "$DISK" "$DISK2"
mdadm --wait /dev/md/data || true
mkfs.ext4 -q -L data /dev/md/data
filled /dev/md/data
mdadm --quiet --stop /dev/md/data
