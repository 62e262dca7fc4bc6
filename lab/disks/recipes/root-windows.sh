# The system disk of a Windows server, as far as an inspector looks: NTFS with its folders, written by ntfs-3g.
printf 'label: dos\n,,7,*\n' | partitioned "$DISK"
mkntfs -q -Q -L Windows "$DISK-part1"
mount "$DISK-part1" /mnt
mkdir -p /mnt/Windows/System32/config /mnt/Users/alice /mnt/ProgramData '/mnt/Program Files'
touch /mnt/Windows/System32/ntoskrnl.exe /mnt/Windows/explorer.exe /mnt/Windows/System32/config/SYSTEM
thesis /mnt/Users/alice
umount /mnt
