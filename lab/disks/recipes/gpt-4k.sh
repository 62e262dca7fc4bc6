# sector: 4096
# A GPT on a disk whose sectors have 4096 bytes: read with 512 it makes no sense.
printf 'label: gpt\n,400M,L\n,,L\n' | partitioned "$DISK"
mkfs.ext4 -q -L data "$DISK-part1"
mkfs.xfs -q -L results "$DISK-part2"
filled "$DISK-part1"
filled "$DISK-part2"
