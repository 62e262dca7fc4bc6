# disks: 200 200
# An ext4 and its copy.
mkfs.ext4 -q -L data "$DISK"
filled "$DISK"
cat "$DISK" >"$DISK2"
