# A data volume that is one physical volume of LVM, with an ext4 and a btrfs in linear logical volumes.
pvcreate -q "$DISK"
vgcreate -q vgdata "$DISK"
lvcreate -q -y -L 400M -n home vgdata
lvcreate -q -y -L 320M -n scratch vgdata
mkfs.ext4 -q /dev/vgdata/home
mkfs.btrfs -q /dev/vgdata/scratch
for volume in home scratch; do
  mount "/dev/vgdata/$volume" /mnt
  echo 'kept since 2019' >/mnt/thesis.txt
  umount /mnt
done
vgchange -q -an vgdata
