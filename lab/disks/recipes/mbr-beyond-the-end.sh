# disks: 512 1024
# attached: 1
# The start of a disk that was twice as large: its second partition ends beyond what is left of it.
printf 'label: dos\n,200M,L\n,,L\n' | partitioned "$DISK2"
mkfs.ext4 -q -L first "$DISK2-part1"
mkfs.ext4 -q -L second "$DISK2-part2"
filled "$DISK2-part1"
filled "$DISK2-part2"
dd if="$DISK2" of="$DISK" bs=1M count=512 conv=fsync,sparse status=none
