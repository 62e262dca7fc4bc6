# disks: 200 200
# A mirror of which one half was taken out long ago: what it holds is older.
mdadm --quiet --create /dev/md/data --run --level=1 --raid-devices=2 "$DISK" "$DISK2"
mdadm --wait /dev/md/data || true
mkfs.ext4 -q -L data /dev/md/data
mount /dev/md/data /mnt
echo old >/mnt/old.txt
sync -f /mnt
mdadm --quiet /dev/md/data --fail "$(readlink -f "$DISK2")" --remove "$(readlink -f "$DISK2")"
thesis /mnt
umount /mnt
mdadm --quiet --stop /dev/md/data
