# A data volume with a GPT: ext4 and XFS.
printf 'label: gpt\n,700M,L\n,,L\n' | sfdisk -q "$DISK"
udevadm settle
mkfs.ext4 -q -L thesis "$DISK-part1"
mkfs.xfs -q -L results "$DISK-part2"
for part in "$DISK-part1" "$DISK-part2"; do
  mount "$part" /mnt
  echo 'kept since 2019' >/mnt/thesis.txt
  umount /mnt
done
