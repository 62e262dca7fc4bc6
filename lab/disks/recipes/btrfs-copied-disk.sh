# disks: 300 300
# A btrfs and its copy: the kernel would mix up the two.
mkfs.btrfs -q -L data "$DISK"
filled "$DISK"
cat "$DISK" >"$DISK2"
