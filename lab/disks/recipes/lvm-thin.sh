# A thin pool with a thin volume, beside a plain one: activating the pool would write to it.
pvcreate -q "$DISK"
vgcreate -q vgthin "$DISK"
lvcreate -q -y -L 100M -n plain vgthin
# The tools that would check the pool are not in the guest.
config='global { thin_check_executable = "" thin_repair_executable = "" thin_dump_executable = "" }'
lvcreate -q -y --config "$config" --type thin-pool -L 600M -n pool vgthin
lvcreate -q -y --config "$config" -V 1G --thinpool pool -n thin vgthin
mkfs.ext4 -q /dev/vgthin/plain
mkfs.ext4 -q /dev/vgthin/thin
for volume in plain thin; do
  mount "/dev/vgthin/$volume" /mnt
  echo 'kept since 2019' >/mnt/thesis.txt
  umount /mnt
done
vgchange -q --config "$config" -an vgthin
