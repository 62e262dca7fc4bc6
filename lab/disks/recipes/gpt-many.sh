# More partitions than an MBR has room for.
{
  echo 'label: gpt'
  for _ in $(seq 9); do echo ',50M,L'; done
} | partitioned "$DISK"
for part in $(seq 9); do
  mkfs.ext4 -q -L "part$part" "$DISK-part$part"
  filled "$DISK-part$part"
done
