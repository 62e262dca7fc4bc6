# from: image
# The root disk of a Debian server as the cloud's image has it, with somebody's data and an intruder's cron job.
mount "$DISK-part1" /mnt
echo compromised-bfv >/mnt/etc/hostname
mkdir -p /mnt/srv/thesis
echo 'kept since 2019' >/mnt/srv/thesis/thesis.txt
echo '* * * * * root /tmp/.x/miner' >/mnt/etc/cron.d/evil
umount /mnt
