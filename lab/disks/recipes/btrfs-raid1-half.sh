# A btrfs over two devices, of which one is gone.
printf 'label: gpt\n,400M,L\n,,L\n' | sfdisk -q "$DISK"
udevadm settle
mkfs.btrfs -q -L mirror -m raid1 -d raid1 "$DISK-part1" "$DISK-part2"
mount "$DISK-part1" /mnt
echo 'kept since 2019' >/mnt/thesis.txt
umount /mnt
btrfs -q device scan --forget
wipefs -qa "$DISK-part2"
