# btrfs with subvolumes as Fedora and Ubuntu make them, and a snapshot; the default is the top level.
mkfs.btrfs -q -L pool "$DISK"
mount "$DISK" /mnt
btrfs -q subvolume create /mnt/@
btrfs -q subvolume create /mnt/@home
echo 'kept since 2019' >/mnt/@home/thesis.txt
btrfs -q subvolume snapshot -r /mnt/@home /mnt/@home-2024
umount /mnt
