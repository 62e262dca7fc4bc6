# Names that an intruder chose: control characters, markup, no UTF-8, links out of the file system, a pipe, a device.
mkfs.ext4 -q "$DISK"
e2label "$DISK" "$(printf '\033[31mx\140id\140<b>')"
mount "$DISK" /mnt
touch "$(printf '/mnt/line\nbreak')" "$(printf '/mnt/\033[2Jclear')" '/mnt/<img src=x onerror=alert(1)>' "/mnt/\$(reboot)" \
  "$(printf '/mnt/\377\376')" "$(printf '/mnt/gpj.\342\200\256exe')" /mnt/--help "/mnt/$(printf 'n%.0s' $(seq 255))"
mkfifo /mnt/pipe
mknod /mnt/device b 8 0
mkdir -p /mnt/etc /mnt/bin /mnt/usr/lib /mnt/home
ln -s /etc/shadow /mnt/etc/os-release
ln -s ../../../../../../etc/shadow /mnt/usr/lib/os-release
printf 'evil\033]0;title\007\n' >/mnt/etc/hostname
ln -s / /mnt/home/root
printf 'UUID=x /\t ext4 \033[1m 0 0\n/dev/vda1 /srv ext4 defaults 0 0\n' >/mnt/etc/fstab
umount /mnt
