"""The compromised servers. The first set is booted and filled by its guests; any other is cloned from it, which takes
seconds: its servers are created on clones of the volumes and cut off before they have read their boot sector."""
import subprocess
import sys
import time

from progress import KEY, part, say

LOCK_REASON = 'Compromised: SSH brute force seen, ticket 4711'
# A busy machine emulates a guest at a fraction of the usual speed.
BOOT_SECONDS = 900
STEADY = ('available', 'in-use')

DATA = """set -eux
P=/dev/disk/by-id/virtio-{part:.20s} L=/dev/disk/by-id/virtio-{lvm:.20s}
for n in $(seq 60); do [ -e $P ] && [ -e $L ] && break; sleep 1; done
# What an interrupted run left.
umount -q /mnt/* || true
vgchange -q -an || true
wipefs -qaf $L $P
printf 'label: gpt\\n,700M,L\\n,,L\\n' | sfdisk -q -w always $P
udevadm settle
mkfs.ext4 -q -F -L thesis $P-part1
mkfs.xfs -q -f -L results $P-part2
pvcreate -q $L
vgcreate -q vgdata $L
lvcreate -q -y -L 400M -n home vgdata
mkfs.ext4 -q /dev/vgdata/home
lvcreate -q -y -L 320M -n scratch vgdata
mkfs.btrfs -q -f /dev/vgdata/scratch
for d in $P-part1:thesis $P-part2:results /dev/vgdata/home:home /dev/vgdata/scratch:scratch; do
  m=/mnt/${{d#*:}}
  mkdir -p $m
  mount ${{d%:*}} $m
  head -c 5M /dev/urandom > $m/data.bin
  (cd $m && sha256sum data.bin > SHA256SUMS; echo "kept since 2019" > thesis.txt)
done
sync
umount /mnt/thesis /mnt/results /mnt/home /mnt/scratch
vgchange -q -an vgdata
"""

ROOT = """set -eux
mkdir -p /srv/thesis
cd /srv/thesis
head -c 20M /dev/urandom > data.bin
sha256sum data.bin > SHA256SUMS
echo "* * * * * root /tmp/.x/miner" > /etc/cron.d/evil
sync
"""


class Compromised:
    def __init__(self, admin, cloud, network, image, small, volume):
        self.admin, self.cloud = admin, cloud
        self.network, self.image, self.small, self.volume_flavor = network, image, small, volume
        self.made = 0                     # how often something had to be done

    def make(self, number, known, first):
        """The set of that number, as seed.json has it. One that is whole is left as it is, in the middle of a recovery too."""
        if known and all(self.find(server['id']) for server in known.values()):
            return known
        self.made += 1
        if number == 1:
            return self.first(known)
        part(f'recovery {number}')
        if not known:
            self.discard(number)
        originals = first['data']['volumes'] + first['bfv']['volumes']
        names = ['data-part', 'data-lvm', 'root']
        clones = [self.volume(f'{name}-{number}', source=original) for name, original in zip(names, originals)]
        return self.from_volumes(number, clones[:2], clones[2])

    # --- the first set: booted, filled, shut off ------------------------------------------------------------------

    def first(self, known):
        if known:                         # a server is gone: a recovery may delete it, and never its volumes
            part('recovery 1')
            return self.from_volumes(1, known['data']['volumes'], known['bfv']['volumes'][0])
        part('boot')
        bfv = self.server('compromised-bfv', self.volume_flavor, block_device_mapping=[{
            'boot_index': 0, 'uuid': self.image, 'source_type': 'image', 'destination_type': 'volume',
            'volume_size': 3, 'delete_on_termination': False}])
        data = self.server('compromised-data', self.small, image_id=self.image)
        volumes = [self.volume(name, size=1) for name in ('data-part', 'data-lvm')]
        self.fill(bfv, ROOT, [])
        self.fill(data, DATA.format(part=volumes[0], lvm=volumes[1]), volumes)
        part('shut off')
        self.stop(bfv, data)
        return self.lock(data, volumes, bfv)

    def fill(self, server, script, volumes):
        """Runs the script in the guest, once: the server's metadata says when that is done."""
        server = self.cloud.compute.get_server(server.id)
        if server.metadata.get('content') == 'written':
            return
        if server.status == 'SHUTOFF':    # somebody's doing; the content must be written all the same
            self.cloud.compute.start_server(server)
        self.wait_server(server, 'ACTIVE')
        self.wait_ssh(server)
        for volume in volumes:
            self.attach(server, volume)
        part(f'content of {server.name}')
        done = self.ssh(server, 'sudo sh -s', script)
        if done.returncode:
            sys.exit(f'{server.name}: its content could not be written: {done.stderr[-3000:]}')
        self.cloud.compute.set_server_metadata(server, content='written')
        part('boot')

    # --- any other set ---------------------------------------------------------------------------------------------

    def discard(self, number):
        """What an interrupted run left running has booted, and written to its root: not the first set's content any more."""
        for name, volume in (f'compromised-data-{number}', None), (f'compromised-bfv-{number}', f'root-{number}'):
            if self.remove_server(name):
                self.remove_volume(volume and self.find_volume(volume))

    def from_volumes(self, number, data_volumes, root):
        """Servers around volumes that have their content already."""
        suffix = '' if number == 1 else f'-{number}'
        for volume in [*data_volumes, root]:
            self.wait_volume(volume)
        bfv = self.server(f'compromised-bfv{suffix}', self.volume_flavor, block_device_mapping=[{
            'boot_index': 0, 'uuid': root, 'source_type': 'volume', 'destination_type': 'volume',
            'delete_on_termination': False}])
        data = self.server(f'compromised-data{suffix}', self.small, image_id=self.image)
        for server in bfv, data:
            self.cut_off(server)
        for volume in data_volumes:
            self.attach(data, volume)
        return self.lock(data, data_volumes, bfv)

    def cut_off(self, server):
        """Its power goes at once. Nova has no such thing: no server is created shut off, and a guest is asked to shut down."""
        server = self.wait_server(server, 'ACTIVE', 'SHUTOFF')
        if server.status == 'SHUTOFF':
            return
        domain = self.admin.compute.get_server(server.id).instance_name
        off = subprocess.run(['virsh', '-c', 'qemu:///system', 'destroy', domain], capture_output=True, text=True)
        if off.returncode:
            say(f'{server.name}: {off.stderr.strip()}')
        # Nova would wait 60 s for the guest to obey, and takes one that is off for one that has obeyed.
        self.power_off(server)
        self.wait_server(server, 'SHUTOFF')

    # --- shared ----------------------------------------------------------------------------------------------------

    def lock(self, data, data_volumes, bfv):
        for server in data, bfv:
            self.lock_by_admin(server)
        root = [volume.id for volume in self.cloud.compute.get_server(bfv.id).attached_volumes]
        return {'data': {'id': data.id, 'name': data.name, 'volumes': data_volumes},
                'bfv': {'id': bfv.id, 'name': bfv.name, 'volumes': root}}

    def lock_by_admin(self, server):
        if not self.admin.compute.get(f'/servers/{server.id}', microversion='2.73').json()['server']['locked']:
            self.admin.compute.post(f'/servers/{server.id}/action', json={'lock': {'locked_reason': LOCK_REASON}},
                                    microversion='2.73').raise_for_status()

    def find(self, name_or_id):
        server = self.cloud.compute.find_server(name_or_id)
        return server and self.cloud.compute.get_server(server.id)

    def server(self, name, flavor, **more):
        """Found by its name or created; one that failed is created anew."""
        there = self.find(name)
        if there and there.status == 'ERROR':
            self.cloud.compute.delete_server(there)
            self.cloud.compute.wait_for_delete(there)
            there = None
        return there or self.cloud.compute.create_server(
            name=name, flavor_id=flavor, networks=[{'uuid': self.network}], key_name='lab', metadata={'purpose': 'lab'}, **more)

    def remove_server(self, name):
        server = self.find(name)
        if server:
            self.cloud.compute.delete_server(server)
            self.cloud.compute.wait_for_delete(server)
        return server

    def wait_server(self, server, *statuses):
        deadline = time.monotonic() + BOOT_SECONDS
        while True:
            server = self.cloud.compute.get_server(server.id)
            if server.status in statuses:
                return server
            if server.status == 'ERROR':
                fault = self.cloud.compute.get(f'/servers/{server.id}').json()['server'].get('fault', {})
                sys.exit(f'{server.name} is in ERROR: {fault.get("message", "Nova does not say why")}')
            if time.monotonic() > deadline:
                sys.exit(f'{server.name} is {server.status} after {BOOT_SECONDS} s, not {" or ".join(statuses)}')
            time.sleep(0.5)

    def power_off(self, server):
        if server.task_state != 'powering-off':       # an interrupted run may have asked already
            self.cloud.compute.stop_server(server)

    def stop(self, *servers):
        for server in servers:
            there = self.wait_server(server, 'ACTIVE', 'SHUTOFF')
            if there.status == 'ACTIVE':
                self.power_off(there)
        for server in servers:
            self.wait_server(server, 'SHUTOFF')

    def ssh(self, server, command, stdin=''):
        address = next(iter(self.cloud.compute.get_server(server.id).addresses.values()))[0]['addr']
        options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR', 'ConnectTimeout=20']
        argv = ['ssh', '-i', KEY, *(word for option in options for word in ('-o', option)), f'debian@{address}', command]
        return subprocess.run(argv, capture_output=True, text=True, input=stdin)

    def wait_ssh(self, server):
        deadline = time.monotonic() + BOOT_SECONDS
        while True:
            answer = self.ssh(server, 'cloud-init status --wait >/dev/null; true')
            if answer.returncode == 0:
                return
            if time.monotonic() > deadline:
                console = self.cloud.compute.get_server_console_output(server)['output'] or ''
                sys.exit(f'{server.name} does not answer ssh after {BOOT_SECONDS} s: {answer.stderr}\n{console[-3000:]}')
            time.sleep(2)

    def volume(self, name, size=None, source=None):
        there = self.find_volume(name)
        if there and there.status.startswith('error'):
            self.remove_volume(there)
            there = None
        if not there:
            original = self.cloud.block_storage.get_volume(source) if source else None
            there = self.cloud.block_storage.create_volume(
                name=name, size=original.size if original else size, **({'source_volid': source} if source else {}))
        self.wait_volume(there.id)
        return there.id

    def remove_volume(self, volume):
        if volume:
            self.cloud.block_storage.delete_volume(volume.id)
            self.cloud.block_storage.wait_for_delete(volume)

    def find_volume(self, name_or_id):
        there = self.cloud.block_storage.find_volume(name_or_id)
        return there and self.cloud.block_storage.get_volume(there.id)    # what is found by name has no status

    def wait_volume(self, volume, statuses=STEADY):
        there = self.find_volume(volume)
        if not there:
            sys.exit(f'volume {volume} is gone; `npm run lab -- down --purge` and `up` make a new cloud')
        if there.status not in statuses:
            self.cloud.block_storage.wait_for_status(there, statuses[0], ['error'], interval=0.5, wait=120)

    def attach(self, server, volume):
        if self.cloud.block_storage.get_volume(volume).attachments:
            return
        self.cloud.compute.post(
            f'/servers/{server.id}/os-volume_attachments', json={'volumeAttachment': {'volumeId': volume}}).raise_for_status()
        self.wait_volume(volume, ('in-use',))
