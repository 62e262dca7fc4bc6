# disks: 1200
# An openSUSE after a rollback: its root is snapshot 4 of snapper, the default subvolume; the older system is in snapshot 1.
printf 'label: gpt\n,8M,21686148-6449-6E6F-744E-656564454649\n,,L\n' | partitioned "$DISK"
mkfs.btrfs -q -L suse "$DISK-part2"
mount "$DISK-part2" /mnt
btrfs -q subvolume create /mnt/@
mkdir /mnt/@/usr /mnt/@/boot
for name in home root srv var usr/local .snapshots; do btrfs -q subvolume create "/mnt/@/$name"; done
mkdir /mnt/@/.snapshots/1 /mnt/@/.snapshots/4
btrfs -q subvolume create /mnt/@/.snapshots/1/snapshot
old=/mnt/@/.snapshots/1/snapshot
linux_root "$old" suse.example.org 5.14.21-150500.55.7-default opensuse-leap 15.5 'openSUSE Leap 15.5'
{
  echo "UUID=$(uuid "$DISK-part2") / btrfs defaults 0 0"
  for name in home root srv var usr/local .snapshots; do
    echo "UUID=$(uuid "$DISK-part2") /$name btrfs subvol=/@/$name 0 0"
  done
} >"$old/etc/fstab"
rm -r "$old/home/alice"
btrfs -q subvolume snapshot "$old" /mnt/@/.snapshots/4/snapshot
btrfs -q property set "$old" ro true
new=/mnt/@/.snapshots/4/snapshot
sed -i 's/15\.5/15.6/' "$new/usr/lib/os-release"
mv "$new/boot/vmlinuz-5.14.21-150500.55.7-default" "$new/boot/vmlinuz-6.4.0-150600.21-default"
mkdir /mnt/@/home/alice
thesis /mnt/@/home/alice
btrfs -q subvolume set-default "$new"
umount /mnt
