# disks: 512 64
# attached: 1
# ext4 whose journal was on a volume that nobody has any more. Without it noload still reads it.
mke2fs -q -O journal_dev -b 4096 "$DISK2"
mkfs.ext4 -q -b 4096 -L data -J "device=$DISK2" "$DISK"
filled "$DISK"
