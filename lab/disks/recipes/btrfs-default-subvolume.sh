# btrfs whose default is a subvolume, as openSUSE has it: a plain mount shows that one alone, and /home is beside it.
mkfs.btrfs -q -L pool "$DISK"
mount "$DISK" /mnt
btrfs -q subvolume create /mnt/@
btrfs -q subvolume create /mnt/@home
echo 'kept since 2019' >/mnt/@home/thesis.txt
mkdir /mnt/@/etc
echo suse.example.org >/mnt/@/etc/hostname
btrfs -q subvolume set-default /mnt/@
umount /mnt
