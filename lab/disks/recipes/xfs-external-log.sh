# disks: 512 128
# XFS whose log is on another volume, which is here too.
mkfs.xfs -q -f -L results -l "logdev=$DISK2,size=100m" "$DISK"
filled "$DISK" "logdev=$DISK2"
