# disks: 400 400
# An XFS and its copy, both of one server: the kernel refuses the second unless it is told `nouuid`.
mkfs.xfs -q -L results "$DISK"
filled "$DISK"
cat "$DISK" >"$DISK2"
