# disks: 512 64
# ext4 whose journal is on another volume, which is here too.
mke2fs -q -O journal_dev -b 4096 "$DISK2"
mkfs.ext4 -q -b 4096 -L data -J "device=$DISK2" "$DISK"
filled "$DISK"
