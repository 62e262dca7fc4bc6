"""A server that was cut off while it wrote: its newest files are in the journals of its disks and nowhere else. Made only
when it is asked for, since it has to boot."""
import sys

from progress import part

NAME = 'compromised-dirty'
VOLUMES = ('dirty-ext4', 'dirty-xfs', 'dirty-lvm')

CONTENT = """set -eux
E=/dev/disk/by-id/virtio-{ext4:.20s} X=/dev/disk/by-id/virtio-{xfs:.20s} L=/dev/disk/by-id/virtio-{lvm:.20s}
for n in $(seq 60); do [ -e $E ] && [ -e $X ] && [ -e $L ] && break; sleep 1; done
# From here on nothing is written back by itself: what is synced stays in the journals, however long the power takes to go.
modprobe xfs
sysctl -q -w vm.dirty_writeback_centisecs=0 vm.dirty_expire_centisecs=360000 fs.xfs.xfssyncd_centisecs=720000
printf 'label: gpt\\n,,L\\n' | sfdisk -q $E
udevadm settle
mkfs.ext4 -q -F -L thesis $E-part1
mkfs.xfs -q -f -L results $X
pvcreate -q $L
vgcreate -q vgdata $L
lvcreate -q -y -L 400M -n home vgdata
mkfs.ext4 -q /dev/vgdata/home
for d in $E-part1:thesis $X:results /dev/vgdata/home:home; do
  m=/mnt/${{d#*:}}
  mkdir -p $m
  mount ${{d%:*}} $m
  head -c 5M /dev/urandom > $m/data.bin
  (cd $m && sha256sum data.bin > SHA256SUMS; echo "kept since 2019" > thesis.txt)
  umount $m
  mount ${{d%:*}} $m
  echo "written last" > $m/last.txt
  sync $m/last.txt
done
"""


def make_dirty(compromised, known):
    """The server, as seed.json has it. One that is whole is left as it is."""
    if known and compromised.find(known['id']):
        return known
    compromised.made += 1
    part('dirty journals')
    # A recovery may delete the server, and never its volumes; a reset by an older release removes both.
    there = known and all(compromised.find_volume(volume) for volume in known['volumes'])
    volumes = known['volumes'] if there else new_volumes(compromised)
    server = compromised.server(NAME, compromised.small, image_id=compromised.image)
    if not there:
        write(compromised, server, volumes)
    compromised.cut_off(server)
    for volume in volumes:
        compromised.attach(server, volume)
    compromised.lock_by_admin(server)
    return {'id': server.id, 'name': NAME, 'volumes': volumes}


def new_volumes(compromised):
    """What an interrupted run left may have been shut down in peace since."""
    compromised.remove_server(NAME)
    for name in VOLUMES:
        compromised.remove_volume(compromised.find_volume(name))
    return [compromised.volume(name, size=1) for name in VOLUMES]


def write(compromised, server, volumes):
    compromised.wait_server(server, 'ACTIVE')
    compromised.wait_ssh(server)
    for volume in volumes:
        compromised.attach(server, volume)
    done = compromised.ssh(server, 'sudo sh -s', CONTENT.format(ext4=volumes[0], xfs=volumes[1], lvm=volumes[2]))
    if done.returncode:
        sys.exit(f'{NAME}: its content could not be written: {done.stderr[-3000:]}')
