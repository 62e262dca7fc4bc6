# A logical volume striped over two physical ones.
printf 'label: gpt\n,500M,V\n,,V\n' | sfdisk -q "$DISK"
udevadm settle
pvcreate -q "$DISK-part1" "$DISK-part2"
vgcreate -q vgfast "$DISK-part1" "$DISK-part2"
lvcreate -q -y -i 2 -L 640M -n scratch vgfast
mkfs.ext4 -q /dev/vgfast/scratch
mount /dev/vgfast/scratch /mnt
echo 'kept since 2019' >/mnt/thesis.txt
umount /mnt
vgchange -q -an vgfast
