# A computing server of a research group: notebooks, environments, jobs.
printf 'label: gpt\n,,L\n' | partitioned "$DISK"
mkfs.ext4 -q "$DISK-part1"
mount "$DISK-part1" /mnt
linux_root /mnt gpu.example.org 6.1.0-21-amd64 debian 12 'Debian GNU/Linux 12 (bookworm)'
echo "UUID=$(uuid "$DISK-part1") / ext4 defaults 0 1" >/mnt/etc/fstab
mkdir -p /mnt/home/alice/notebooks/.ipynb_checkpoints /mnt/home/alice/miniconda3/envs/thesis/conda-meta /mnt/home/alice/.jupyter \
  /mnt/opt/conda/envs/base /mnt/var/spool/slurm/state /mnt/etc/slurm /mnt/data/runs /mnt/srv/samba/group /mnt/var/www/html
echo '{"cells": []}' >/mnt/home/alice/notebooks/thesis.ipynb
for folder in home/alice/.jupyter home/alice/miniconda3/envs/thesis/conda-meta opt/conda/envs/base var/spool/slurm/state srv/samba/group; do
  head -c 64K /dev/urandom >"/mnt/$folder/content"
done
echo 'ClusterName=group' >/mnt/etc/slurm/slurm.conf
head -c 4M /dev/urandom >/mnt/data/runs/2024-05.h5
echo '<p>group</p>' >/mnt/var/www/html/index.html
umount /mnt
