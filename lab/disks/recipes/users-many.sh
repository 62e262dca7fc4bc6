# A server that a whole course works on: more homes than a report can list.
printf 'label: gpt\n,,L\n' | partitioned "$DISK"
mkfs.ext4 -q "$DISK-part1"
mount "$DISK-part1" /mnt
linux_root /mnt course.example.org 6.1.0-21-amd64 debian 12 'Debian GNU/Linux 12 (bookworm)'
echo "UUID=$(uuid "$DISK-part1") / ext4 defaults 0 1" >/mnt/etc/fstab
for number in $(seq 1 120); do
  echo "student$number:x:$((1000 + number)):100::/home/student$number:/bin/bash" >>/mnt/etc/passwd
  mkdir "/mnt/home/student$number"
done
umount /mnt
