#!/bin/sh
''':'
# Both a shell script and Python: on Enterprise Linux 8 the only Python of an image may be the system's own.
for python in /usr/bin/python3 /usr/libexec/platform-python; do
  [ ! -x "$python" ] || exec "$python" -IS "$0" "$@"
done
echo 'recovery-guest: no Python on this system' >&2
exit 127
'''
"""recovery-guest: the hands inside the recovery server. Thinking is done by the worker; this finds, reads and mounts.

Usage: recovery-guest ready|probe|assemble|activate|mount|replay|release < request.json > answer.json     (as root)

It never writes to evidence: each disk is made read-only and checked before anything else, mounts replay no journal,
arrays are started and volume groups are activated read-only. `replay` alone writes, to a clone made for that. Everything on the disks is hostile:
names are bytes, links point anywhere, sizes lie. Standard library only; Python 3.6 or later, which cloud-init brings
along. Arrays and file systems are read without their tools, which few images have.
"""
import fcntl
import json
import os
import re
import stat
import struct
import subprocess
import sys
import time
import uuid

MOUNT_ROOT = '/recovery'
RULE = '/etc/udev/rules.d/00-recovery-write-block.rules'
LVM_LOCAL = '/etc/lvm/lvmlocal.conf'
OVERLAYS = '/run/recovery-overlays'
FIRST_LOOK = '/run/recovery-guest'
MAX_ENTRIES, MAX_FILE, MAX_NAME = 200, 100_000, 255
MAX_SCANNED = 20_000      # a directory of millions of entries must not hold us up
TIMEOUT = 60
NOT_INSTALLED = 127
# <linux/fs.h>: what blockdev --setro and --getro ask, without a program for each of a dozen partitions.
BLKROSET, BLKROGET = 0x125D, 0x125E
FSTYPES = {'ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'vfat', 'exfat', 'iso9660', 'squashfs', 'f2fs', 'ntfs3'}
OPTIONS = re.compile(r'(ro|noload|norecovery|nouuid|nosuid|nodev|noexec|nosymfollow|rescue=nologreplay|subvolid=5|device=/dev/[A-Za-z0-9+_./-]{1,200})')
SOURCE = re.compile(r'/dev/[A-Za-z0-9+_./-]{1,200}')
METADATA = re.compile(r'0\.90|1\.[012]')
TARGET = re.compile(MOUNT_ROOT + r'/m[0-9]{1,3}')
LVM_NAME = re.compile(r'[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}')
# People whose data it is put it here; listed first when there is more than may be listed.
DATA_FIRST = [b'home', b'srv', b'data', b'opt', b'mnt', b'media', b'root', b'var']
DULL = {b'proc', b'sys', b'dev', b'run', b'usr', b'bin', b'sbin', b'lib', b'lib32', b'lib64', b'libx32', b'boot', b'etc', b'tmp', b'lost+found'}
# Tests have loop devices, which carry no serial: only there a request may name the devices itself.
IN_TEST = os.environ.get('RECOVERY_GUEST_TEST') == '1'


def run(argv, timeout=TIMEOUT):
    """One program, by argument list; its output bounded, its failure a value."""
    env = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C', 'LVM_SUPPRESS_FD_WARNINGS': '1'}
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, env=env)
        return done.returncode, done.stdout[:2_000_000].decode('utf-8', 'replace'), done.stderr[-2000:].decode('utf-8', 'replace').strip()
    except subprocess.TimeoutExpired:
        return 124, '', '%s did not end within %d s' % (argv[0], timeout)
    except FileNotFoundError:
        return NOT_INSTALLED, '', '%s is not installed' % argv[0]


def text(path, limit=4096):
    try:
        with open(path, 'rb') as file:
            return file.read(limit).decode('utf-8', 'replace').strip()
    except OSError:
        return ''


def number(value):
    try:
        return int(value)
    except ValueError:
        return 0


def set_read_only(path, on=1):
    """What fails here is seen by is_read_only, which everything asks before it goes on."""
    try:
        with open(path, 'rb', buffering=0) as device:
            fcntl.ioctl(device, BLKROSET, struct.pack('i', on))
    except OSError as error:
        print('%s: %s' % (path, error), file=sys.stderr)


def is_read_only(path):
    try:
        with open(path, 'rb', buffering=0) as device:
            return struct.unpack('i', fcntl.ioctl(device, BLKROGET, struct.pack('i', 0)))[0] != 0
    except OSError:
        return False


# --- ready -----------------------------------------------------------------------------------------------------------

def ready(_request):
    load_drivers()
    code, config, _ = run(['lvmconfig', 'global/event_activation'])
    block = 'PROGRAM="/sbin/blockdev --setro $devnode"' in text(RULE)
    quiet = code == NOT_INSTALLED or 'event_activation=0' in config.replace(' ', '') or 'event_activation = 0' in text(LVM_LOCAL)
    return {'writeBlock': block and quiet, 'bootId': text('/proc/sys/kernel/random/boot_id'), 'kernel': os.uname().release,
            'rootDisks': sorted(disks_under('/'))}


def load_drivers():
    """In the seconds in which the disks are moved here nothing else is done; a driver's start takes two of them."""
    if not IN_TEST:
        quiet = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}
        subprocess.Popen(['/sbin/modprobe', '-aq', 'dm-mod', 'xfs', 'btrfs'], start_new_session=True, **quiet)


def disks_under(path):
    """Kernel names of the whole disks that a file's file system lies on."""
    device = os.stat(path).st_dev
    return whole_disks('/sys/dev/block/%d:%d' % (os.major(device), os.minor(device)))


def whole_disks(sysfs):
    if not os.path.exists(sysfs):
        return set()
    real = os.path.realpath(sysfs)
    slaves = os.path.join(real, 'slaves')
    below = os.listdir(slaves) if os.path.isdir(slaves) else []
    if below:
        return set().union(*(whole_disks(os.path.join(slaves, name)) for name in below))
    if os.path.exists(os.path.join(real, 'partition')):
        real = os.path.dirname(real)
    return {os.path.basename(real)}


# --- probe -----------------------------------------------------------------------------------------------------------

def find_disk(volume_id, named):
    """By serial, which is the volume's id cut to 20 characters by virtio-blk; never by the name that Nova guesses."""
    if IN_TEST and volume_id in named:
        return [os.path.basename(named[volume_id])]
    wanted = volume_id[:20]
    found = []
    for name in sorted(os.listdir('/sys/block')):
        serial = text('/sys/block/%s/serial' % name) or text('/sys/block/%s/device/serial' % name)
        if serial and (serial == wanted or serial == volume_id):
            found.append(name)
    by_id = '/dev/disk/by-id'
    for link in (os.listdir(by_id) if os.path.isdir(by_id) else []):
        if re.search('(^|[-_])%s' % re.escape(wanted), link) and '-part' not in link:
            found.append(os.path.basename(os.path.realpath(os.path.join(by_id, link))))
    return sorted(set(found))


def wait_for_disk(volume_id, named):
    """Kernel names: one, as it should be; or none, or several that claim to be the volume."""
    for attempt in range(80):
        names = find_disk(volume_id, named)
        if len(names) > 1 or (names and os.path.exists('/dev/' + names[0])):
            return names
        if attempt == 20:
            run(['udevadm', 'trigger', '--subsystem-match=block', '--action=change'])
        time.sleep(0.25)
    return []


def partitions_of(name):
    base = '/sys/block/%s' % name
    found = [each for each in os.listdir(base) if os.path.exists('%s/%s/partition' % (base, each))]
    return sorted(found, key=lambda each: number(text('%s/%s/partition' % (base, each))))


def blkid(path):
    """Low-level probe, bypassing caches. 0 found, 2 nothing, 8 several contradictory signatures."""
    code, out, error = run(['blkid', '-p', '-o', 'export', path])
    values = {}
    for line in out.splitlines():
        key, separator, value = line.partition('=')
        if separator:
            values[key] = re.sub(r'\\(.)', r'\1', value)[:1000]
    return {'exit': code, 'values': values, 'error': error[:300]}


def dirty_journal(path, fstype):
    """True when the newest changes are still in the journal, which is not replayed here; None where that can't be told cheaply."""
    if fstype == 'xfs':
        return dirty_xfs_log(path)
    offset, size = {'ext3': (1024, 264), 'ext4': (1024, 264), 'btrfs': (65536, 128)}.get(fstype, (0, 0))
    if not size:
        return None
    try:
        with open(path, 'rb') as device:
            device.seek(offset)
            block = device.read(size)
    except OSError:
        return None
    if len(block) < size:
        return None
    if fstype == 'btrfs':
        return struct.unpack_from('<Q', block, 0x60)[0] != 0      # log_root
    return bool(struct.unpack_from('<I', block, 0x60)[0] & 0x4)   # s_feature_incompat: needs_recovery


def dirty_xfs_log(path):
    """Clean is a log whose last record is that of an unmount, as xlog_find_tail of the kernel's xfs_log_recover.c looks for it."""
    try:
        with open(path, 'rb') as device:
            superblock = device.read(512)
            block_size, start, ag_blocks, log_blocks, ag_bits = (
                struct.unpack_from(form, superblock, offset)[0] for form, offset in (('>I', 4), ('>Q', 48), ('>I', 84), ('>I', 96), ('>B', 124)))
            if not start or not log_blocks or block_size not in (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536) or ag_bits > 31:
                return None                              # its log is on another device, or it lies
            begin = ((start >> ag_bits) * ag_blocks + (start & ((1 << ag_bits) - 1))) * block_size
            return not ends_with_unmount(device, begin, log_blocks * block_size // 512)
    except (OSError, ValueError, OverflowError, IndexError, struct.error):
        return None


XFS_LOG_RECORD, XFS_UNMOUNT = 0xFEEDBABE, 0x20
XFS_LONGEST_RECORD = 600      # 256 KiB and its headers, in blocks of the log


def ends_with_unmount(device, begin, count):
    def read(block, size):
        device.seek(begin + block % count * 512)
        return device.read(size)

    def cycle(block):                                    # how often the log has been written around
        first, second = struct.unpack('>II', read(block, 8))
        return second if first == XFS_LOG_RECORD else first

    last = cycle(count - 1)
    head, beyond = 0, count                              # the first block that the newest round has not reached
    if cycle(0) == last:
        head = count
    while head < beyond:
        middle = (head + beyond) // 2
        head, beyond = (head, middle) if cycle(middle) == last else (middle + 1, beyond)
    for back in range(1, min(XFS_LONGEST_RECORD, count)):
        magic, _, version, length = struct.unpack('>IIII', read(head - back, 16))
        if magic == XFS_LOG_RECORD:
            header = read(head - back, 324)
            operations, size = struct.unpack_from('>I', header, 40)[0], struct.unpack_from('>I', header, 320)[0]
            headers = -(-size // 32768) if version & 2 and size > 32768 else 1
            ends = headers + -(-length // 512) == back
            return ends and operations == 1 and bool(read(head - back + headers, 12)[9] & XFS_UNMOUNT)
    return False


def read_at(path, offset, size):
    """Empty where the device ends before, or can't be read."""
    try:
        with open(path, 'rb') as device:
            device.seek(offset)
            block = device.read(size)
    except (OSError, ValueError, OverflowError):
        return b''
    return block if len(block) == size else b''


def signatures(path):
    """Every signature, where it is and what it says it is; of a label with commas in it only the ends of the line count."""
    found = []
    for line in run(['wipefs', '--no-act', '--parsable', path])[1].splitlines():
        fields = line.split(',')
        if len(fields) >= 4 and not line.startswith('#'):
            found.append({'offset': number(fields[0]), 'type': fields[-1][:100]})
    return found[:64]


MD_MAGIC = 0xA92B4EFC


def md_superblock(path, size):
    """Of a member of a software RAID: linux/raid/md_p.h. None where there is none that can be read."""
    sectors = size // 512
    for minor, offset in ((2, 4096), (1, 0), (0, ((sectors - 16) & ~7) * 512)):
        block = read_at(path, offset, 4096) if offset >= 0 else b''
        if block and struct.unpack_from('<II', block) == (MD_MAGIC, 1):
            return md_1(block, minor)
    block = read_at(path, (size & ~0xFFFF) - 0x10000, 4096) if size > 0x20000 else b''
    return md_0(block) if block and struct.unpack_from('<II', block) == (MD_MAGIC, 0) else None


def md_1(block, minor):
    own = struct.unpack_from('<I', block, 160)[0]
    roles = struct.unpack_from('<I', block, 220)[0]
    role = struct.unpack_from('<H', block, 256 + 2 * own)[0] if own < min(roles, 1920) else 0xFFFF
    name = block[32:64].split(b'\0')[0].decode('utf-8', 'replace')
    return {'metadata': '1.%d' % minor, 'uuid': str(uuid.UUID(bytes=block[16:32])), 'name': name,
            'features': struct.unpack_from('<I', block, 8)[0], 'level': struct.unpack_from('<i', block, 72)[0],
            'disks': struct.unpack_from('<I', block, 92)[0], 'events': struct.unpack_from('<Q', block, 200)[0],
            'role': role if role < 0xFF00 else None, 'dataOffset': struct.unpack_from('<Q', block, 128)[0] * 512,
            'deviceUuid': str(uuid.UUID(bytes=block[168:184]))}


def md_0(block):
    words = struct.unpack_from('<1024I', block)
    joined = struct.pack('<4I', words[5], words[13], words[14], words[15])
    role = words[995]                                    # this_disk.raid_disk
    return {'metadata': '0.90', 'uuid': str(uuid.UUID(bytes=joined)), 'name': '', 'features': 0 if words[2] == 90 else 4,
            'level': struct.unpack_from('<i', block, 28)[0], 'disks': words[10], 'events': words[39] | words[40] << 32,
            'role': role if role < words[10] else None, 'dataOffset': 0, 'deviceUuid': None}


def btrfs_superblock(path):
    """What tells of the other devices: fs/btrfs/ctree.h. Of some the system chunks give the UUID."""
    block = read_at(path, 65536, 4096)
    if block[64:72] != b'_BHRfS_M':
        return None
    devices = {struct.unpack_from('<Q', block, 0xC9)[0]: block[0x10B:0x11B]}
    at, end = 0x32B, 0x32B + min(struct.unpack_from('<I', block, 0xA0)[0], 2048)
    while at + 65 <= end:                                # a key, and a chunk with its stripes
        stripes = struct.unpack_from('<H', block, at + 17 + 44)[0]
        for stripe in range(at + 65, at + 65 + 32 * stripes, 32):
            if stripe + 32 <= end:
                devices[struct.unpack_from('<Q', block, stripe)[0]] = block[stripe + 16:stripe + 32]
        at += 65 + 32 * stripes
    return {'fsid': str(uuid.UUID(bytes=block[32:48])), 'generation': struct.unpack_from('<Q', block, 72)[0],
            'devices': struct.unpack_from('<Q', block, 136)[0], 'deviceId': struct.unpack_from('<Q', block, 0xC9)[0],
            'deviceUuid': str(uuid.UUID(bytes=block[0x10B:0x11B])),
            'known': [{'deviceId': key, 'uuid': str(uuid.UUID(bytes=value))} for key, value in sorted(devices.items())][:100]}


def xfs_superblock(path):
    block = read_at(path, 0, 512)
    if block[:4] != b'XFSB':
        return None
    return {'version': struct.unpack_from('>H', block, 100)[0] & 15, 'externalLog': struct.unpack_from('>Q', block, 48)[0] == 0}


def contents(path, size):
    """What a device holds, whatever kind of device it is."""
    probe = blkid(path)
    fstype = probe['values'].get('TYPE', '')
    return {'blkid': probe, 'dirtyJournal': dirty_journal(path, fstype), 'signatures': signatures(path),
            'md': md_superblock(path, size) if fstype == 'linux_raid_member' else None,
            'btrfs': btrfs_superblock(path) if fstype == 'btrfs' else None,
            'xfs': xfs_superblock(path) if fstype == 'xfs' else None}


def node(path, kind, partition_number, sysfs, parents=()):
    size = number(text(sysfs + '/size')) * 512
    return dict(contents(path, size), path=path, kind=kind, number=partition_number, sizeBytes=size, readOnly=is_read_only(path), parents=list(parents))


def probe_volume(volume, named):
    names = wait_for_disk(volume['volumeId'], named)
    if len(names) != 1:
        return {'volumeId': volume['volumeId'], 'device': None, 'sizeBytes': 0, 'nodes': [], 'isOwnRoot': False, 'holders': [],
                'candidates': ['/dev/' + each for each in names]}
    name = names[0]
    # Opening it waits for the kernel's own reading of the partition table; its nodes are there then, udev or not.
    set_read_only('/dev/' + name)
    parts = partitions_of(name)
    for each in parts:
        set_read_only('/dev/' + each)
    seen = first_look(volume['volumeId'], name)
    base = '/sys/block/' + name
    nodes = [node('/dev/' + name, 'disk', None, base)]
    nodes += [node('/dev/' + each, 'part', number(text('%s/%s/partition' % (base, each))), '%s/%s' % (base, each)) for each in parts]
    holders = [holder for each in [base] + ['%s/%s' % (base, part) for part in parts] for holder in sorted(os.listdir(each + '/holders'))]
    return {'volumeId': volume['volumeId'], 'device': '/dev/' + name, 'sizeBytes': nodes[0]['sizeBytes'], 'nodes': nodes,
            'isOwnRoot': name in disks_under('/'), 'holders': holders, 'candidates': [],
            'serial': text('/sys/block/%s/serial' % name) or text('/sys/block/%s/device/serial' % name) or None,
            'appeared': not was_there_before(name) if os.path.exists(RULE) else None,
            'sectorBytes': number(text(base + '/queue/logical_block_size')) or 512, 'firstLook': seen}


def was_there_before(name):
    """The write block leaves out the disks of the first boot, by their names."""
    return 'KERNEL=="%s*"' % name in text(RULE)


def first_look(volume_id, name):
    """What was active on the disk before anything was done here; kept, since later on it is our own doing."""
    kept = os.path.join(FIRST_LOOK, re.sub('[^A-Za-z0-9-]', '', volume_id)[:64] + '.json')
    try:
        with open(kept) as file:
            return json.load(file)
    except (OSError, ValueError):
        pass                                             # not looked at before
    active = [each for each in sorted(os.listdir('/sys/block')) if each.startswith(('dm-', 'md')) and name in whole_disks('/sys/block/' + each)]
    ours = set(['/dev/' + name] + ['/dev/' + each for each in partitions_of(name)] + [device_path(each) for each in active])
    mounts = [line.split(' ') for line in text('/proc/self/mounts', 1_000_000).splitlines()]
    swaps = [line.split(' ')[0] for line in text('/proc/swaps').splitlines()[1:]]
    seen = {'mounted': [fields[1][:200] for fields in mounts if len(fields) > 1 and fields[0] in ours], 'active': [device_path(each) for each in active],
            'swaps': [each for each in swaps if each in ours]}
    os.makedirs(FIRST_LOOK, mode=0o700, exist_ok=True)
    with open(kept, 'w') as file:
        json.dump(seen, file)
    return seen


def device_path(name):
    """A mapped device by its own name, as LVM and people write it."""
    mapped = '/dev/mapper/' + text('/sys/block/%s/dm/name' % name)
    return mapped if name.startswith('dm-') and SOURCE.fullmatch(mapped) and os.path.exists(mapped) else '/dev/' + name


def opened_devices(evidence):
    """Encrypted devices on the evidence that a person has opened since."""
    found = []
    for name in sorted(os.listdir('/sys/block')):
        base = '/sys/block/' + name
        if text(base + '/dm/uuid').startswith('CRYPT-') and whole_disks(base) & evidence:
            set_read_only('/dev/' + name)
            found.append(node(device_path(name), 'opened', None, base, [device_path(each) for each in sorted(os.listdir(base + '/slaves'))]))
    return found


def own_devices(evidence, named):
    """Identities of the recovery server's own devices, which the evidence may share: the same image, or its ancestor."""
    names = [os.path.basename(path) for path in named] if IN_TEST else [
        name for name in sorted(os.listdir('/sys/class/block')) if re.match('(vd|sd|xvd|nvme|dm-|md)', name) and not whole_disks('/sys/class/block/' + name) & evidence]
    return [{'path': device_path(name), 'values': blkid('/dev/' + name)['values']} for name in names]


def strangers(evidence):
    """Disks that came later and belong to none of the volumes that were asked for."""
    if IN_TEST or not os.path.exists(RULE):
        return []
    return [{'path': '/dev/' + name, 'serial': text('/sys/block/%s/serial' % name)[:64], 'sizeBytes': number(text('/sys/block/%s/size' % name)) * 512}
            for name in sorted(os.listdir('/sys/block')) if re.match('(vd|sd|xvd|nvme)', name) and name not in evidence and not was_there_before(name)]


def lvm_config(paths, extra=''):
    """Shows LVM these devices and no others, with or without a devices file."""
    accepted = ', '.join('"a|^%s$|"' % re.escape(path) for path in paths if SOURCE.fullmatch(path))
    return 'devices { filter = [%s, "r|.*|"] global_filter = ["a|.*|"] use_devicesfile = 0 } %s' % (accepted, extra)


LVM_FIELDS = {'pv': 'pv_name,pv_uuid,vg_name,vg_uuid,pe_start', 'vg': 'vg_name,vg_uuid,vg_missing_pv_count,pv_count,vg_size,vg_extent_size',
              'lv': 'lv_name', 'pvseg': 'pvseg_start', 'seg': 'lv_name,lv_uuid,vg_name,vg_uuid,lv_size,lv_attr,segtype,lv_dm_path,seg_pe_ranges'}


def lvm_report(paths):
    """Everything in one run, since LVM reads all metadata each time. A logical volume has a row for each of its segments."""
    fields = [word for name, listed in LVM_FIELDS.items() for word in ('--configreport', name, '-o', listed)]
    code, out, error = run(['lvm', 'fullreport', '--readonly', '--reportformat', 'json', '--units', 'b', '--nosuffix', '--config', lvm_config(paths)] + fields)
    try:
        groups = json.loads(out)['report']
        pvs, vgs, segments = ([row for group in groups for row in group.get(name, [])] for name in ('pv', 'vg', 'seg'))
    except (ValueError, KeyError, TypeError, AttributeError):
        return {'pvs': [], 'vgs': [], 'lvs': [], 'error': error[:500] or 'no report'}
    lvs = sorted(segments, key=lambda row: (row['vg_name'], row['lv_name']))
    return {'pvs': pvs, 'vgs': vgs, 'lvs': lvs, 'error': error[:500] if code else ''}


def probe(request):
    volumes = [probe_volume(volume, request.get('devices', {})) for volume in request['volumes']]
    evidence = {os.path.basename(volume['device']) for volume in volumes if volume['device']}
    opened = opened_devices(evidence)
    own = own_devices(evidence, request.get('own', []))
    return {'volumes': volumes, 'opened': opened, 'lvm': lvm_of([each for volume in volumes for each in volume['nodes']] + opened),
            'bootId': text('/proc/sys/kernel/random/boot_id'), 'own': own, 'ownGroups': [row['vg_name'] for row in lvm_of_own(own)['vgs']],
            'strangers': strangers(evidence)}


def lvm_of(nodes):
    members = [each['path'] for each in nodes if each['blkid']['values'].get('TYPE') == 'LVM2_member']
    return lvm_report(members) if members else {'pvs': [], 'vgs': [], 'lvs': [], 'error': ''}


def lvm_of_own(own):
    return lvm_of([{'path': each['path'], 'blkid': each} for each in own])


# --- assemble --------------------------------------------------------------------------------------------------------

def assemble(request):
    """Arrays of software RAID, by the kernel alone: read-only before they run, so that it writes to none of their members."""
    started, errors = [], []
    for array in request['arrays']:
        if not (METADATA.fullmatch(array['metadata']) and all(SOURCE.fullmatch(path) for path in array['devices'])):
            sys.exit('refusing to assemble %r' % array)
        assert_read_only(array['devices'])
        try:
            name = running_array(array['devices']) or start_array(array)
            started += array_nodes(name, array)
        except OSError as error:
            errors.append({'uuid': array['uuid'], 'error': str(error)[:500]})
    below = [{'path': path, 'blkid': blkid(path)} for path in request['physicalVolumes'] if SOURCE.fullmatch(path)]
    return {'arrays': started, 'arrayErrors': errors, 'lvm': lvm_of(below + started)}


def array_nodes(name, array):
    """The array, and its partitions where it has some."""
    base = '/sys/block/' + name
    whole = node('/dev/' + name, 'md', None, base, array['devices'])
    parts = [node('/dev/' + each, 'part', number(text('%s/%s/partition' % (base, each))), '%s/%s' % (base, each), ['/dev/' + name]) for each in partitions_of(name)]
    return [dict(each, uuid=array['uuid']) for each in [whole] + parts]


def kernel_name(path):
    """By its number: a name in /dev/mapper is a link only where udev makes it."""
    device = os.stat(path).st_rdev
    return os.path.basename(os.path.realpath('/sys/dev/block/%d:%d' % (os.major(device), os.minor(device))))


def running_array(devices):
    members = {kernel_name(path) for path in devices}
    running = [name for name in sorted(os.listdir('/sys/block')) if name.startswith('md')]
    return next((name for name in running if members and set(listed('/sys/block/%s/slaves' % name)) == members), None)


def start_array(array):
    """As mdadm --assemble --readonly does it, through sysfs (kernel: Documentation/admin-guide/md.rst), and no more."""
    if not IN_TEST:
        run(['modprobe', '-aq', 'md-mod'])
    name = next('md%d' % each for each in range(900, 1000) if not os.path.exists('/sys/block/md%d' % each))
    tell('/sys/module/md_mod/parameters/new_array', name)
    base = '/sys/block/%s/md/' % name
    try:
        tell(base + 'metadata_version', array['metadata'])
        for path in array['devices']:
            device = os.stat(path).st_rdev
            tell(base + 'new_dev', '%d:%d' % (os.major(device), os.minor(device)))
        tell(base + 'array_state', 'readonly')
        if text(base + 'array_state') != 'readonly' or not is_read_only('/dev/' + name):
            raise OSError('it does not stay read-only')
    except OSError:
        tell(base + 'array_state', 'clear')
        raise
    return name


def tell(path, word):
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, word.encode())
    finally:
        os.close(descriptor)


# --- activate --------------------------------------------------------------------------------------------------------

def activate(request):
    """Of complete volume groups the named logical volumes, read-only whatever their metadata says. LVM is shown one
    group's disks at a time: another of the same name is none of its business."""
    logical, errors = [], []
    for group in request['volumeGroups']:
        paths = group['devices']
        if not LVM_NAME.fullmatch(group['name']):
            continue
        assert_read_only(paths)
        error = activate_mapping(group, paths)
        set_mapped_read_only(paths)
        if not error and group.get('overlaid'):
            error, paths = activate_writing(group, paths)
        if error:
            errors.append({'name': group['name'], 'uuid': group['uuid'], 'error': error[:500]})
        logical += active_volumes(group, paths)
    return {'logicalVolumes': logical, 'errors': errors}


def activate_mapping(group, paths):
    """What only maps blocks, on the disks themselves. @returns what went wrong."""
    if not group['logicalVolumes']:
        return ''
    return change_group(group, paths, group['logicalVolumes'], 'read_only_volume_list = ["%s"]' % group['name'])


def change_group(group, paths, names, how=''):
    listed = ', '.join('"%s/%s"' % (group['name'], name) for name in names if LVM_NAME.fullmatch(name))
    only = 'activation { volume_list = [%s] auto_activation_volume_list = [] %s } %s' % (listed, how, NO_CHECKS)
    code, _, error = run(['lvm', 'vgchange', '-ay', '--ignoremonitoring', '--config', lvm_config(paths, only), group['name']])
    return (error or 'vgchange ended with %d' % code) if code else ''


# They would repair; and few images have them.
NO_CHECKS = 'global { thin_check_executable = "" cache_check_executable = "" }'
OVERLAY_BYTES = 64 * 2 ** 20
# No copying between legs, and none into a cache: each would go on for as long as the volume is read, until memory is full.
QUIETING = {'raid': ['frozen'], 'cache': ['migration_threshold', '0']}


def activate_writing(group, paths):
    """What writes to its disks as it becomes active: on overlays of them, so that memory takes what is written."""
    overlays = []
    try:
        for path in paths:
            overlays.append(overlay(path))
    except OSError as error:
        return str(error), paths
    error = change_group(group, overlays, group['overlaid'])
    for name in mapped_over(overlays):
        quieten(name)
    set_mapped_read_only(overlays)
    return error, overlays


def quieten(name):
    mapped = text('/sys/block/%s/dm/name' % name)
    target = run(['dmsetup', 'table', mapped])[1].split(' ')[2:3]
    for word in QUIETING.keys() & set(target):
        run(['dmsetup', 'message', mapped, '0'] + QUIETING[word])


def overlay(path):
    """A device like the disk, whose changes are kept in memory: dm-snapshot reads its origin and never writes to it."""
    name = kernel_name(path)
    mapped, kept = '/dev/mapper/recovery-overlay-' + name, os.path.join(OVERLAYS, name)
    if os.path.exists(mapped):
        if name not in listed('/sys/block/%s/slaves' % kernel_name(mapped)):
            raise OSError('%s lies on something else' % mapped)
        return mapped
    os.makedirs(OVERLAYS, mode=0o700, exist_ok=True)
    with open(kept, 'wb') as changes:
        changes.truncate(OVERLAY_BYTES)
    code, loop, error = run(['losetup', '--find', '--show', kept])
    if code:
        raise OSError('no loop device: ' + error)
    table = '0 %s snapshot %s %s N 8' % (text('/sys/class/block/%s/size' % name), path, loop.strip())
    code, _, error = run(['dmsetup', 'create', os.path.basename(mapped), '--table', table])
    if code:
        run(['losetup', '--detach', loop.strip()])
        raise OSError('no overlay: ' + error)
    if not os.path.exists(mapped):
        run(['dmsetup', 'mknodes', os.path.basename(mapped)])      # no udev here
    return mapped


def keeps_changes(disk):
    """True for the memory of an overlay, which is no disk of anybody's."""
    return text('/sys/block/%s/loop/backing_file' % disk).startswith(OVERLAYS + '/')


def remove_overlays():
    for name in listed('/sys/block'):
        if keeps_changes(name):
            run(['losetup', '--detach', '/dev/' + name])
    for name in listed(OVERLAYS):
        os.unlink(os.path.join(OVERLAYS, name))


def active_volumes(group, paths):
    """A device of the right name may be another group's: it must lie on this one's disks, and be this volume by its id."""
    disks = set().union(*(disks_of(path) for path in paths))
    found = []
    rows = {row['lv_uuid']: row for row in lvm_report(paths)['lvs'] if row['vg_uuid'] == group['uuid']}
    for row in rows.values():
        path = row.get('lv_dm_path') or ''
        if not os.path.exists(path) or not disks_of(path) <= disks:
            continue
        name = kernel_name(path)
        if not text('/sys/block/%s/dm/uuid' % name).startswith('LVM-' + (row['vg_uuid'] + row['lv_uuid']).replace('-', '')):
            continue
        size = number(text('/sys/block/%s/size' % name)) * 512
        found.append(dict(contents(path, size), name=row['lv_name'], uuid=row['lv_uuid'], vgName=row['vg_name'], vgUuid=row['vg_uuid'], path=path, sizeBytes=size))
    return found


def set_mapped_read_only(paths):
    """LVM leaves its hidden volumes writable (a snapshot's `-cow`), and device-mapper writes through a read-only disk."""
    for name in mapped_over(paths):
        set_read_only('/dev/' + name)


def mapped_over(paths):
    """Kernel names of the mapped devices that share a disk with these."""
    disks = set().union(*(disks_of(path) for path in paths))
    return [name for name in listed('/sys/block') if name.startswith('dm-') and whole_disks('/sys/block/' + name) & disks]


def disks_of(path):
    device = os.stat(path).st_rdev
    return whole_disks('/sys/dev/block/%d:%d' % (os.major(device), os.minor(device)))


def assert_read_only(paths):
    """The kernel must refuse writes to every disk below; a logical volume says so only for itself."""
    for path in paths:
        for disk in disks_of(path):
            if not is_read_only('/dev/' + disk) and not keeps_changes(disk):
                sys.exit('%s is writable: refusing' % disk)


# --- mount -----------------------------------------------------------------------------------------------------------

def mount(request):
    os.makedirs(MOUNT_ROOT, mode=0o700, exist_ok=True)
    return {'mounts': [mount_one(each) for each in request['mounts']]}


def mount_one(each):
    source, target, fstype, options = each['source'], each['target'], each['fstype'], each['options']
    if not (SOURCE.fullmatch(source) and TARGET.fullmatch(target) and fstype in FSTYPES and 'ro' in options and all(OPTIONS.fullmatch(option) for option in options)):
        sys.exit('refusing to mount %r' % each)
    assert_read_only([source] + [option.partition('=')[2] for option in options if option.startswith('device=')])
    os.makedirs(target, mode=0o700, exist_ok=True)
    there = mounted_at(target)
    if there not in (None, source):
        run(['umount', target])                          # left by an inspection with another plan
    if there != source:
        code, error = mount_with(options, fstype, source, target)
        if code and fstype == 'btrfs':                   # before Linux 5.9 that option had another name
            code, again = mount_with([option.replace('rescue=', '') for option in options], fstype, source, target)
            error = error if code else again
        if code:
            return {'source': source, 'target': target, 'mounted': False, 'error': error[:500]}
    sizes = os.statvfs(target)
    return {'source': source, 'target': target, 'mounted': True, 'error': '', 'usedBytes': (sizes.f_blocks - sizes.f_bfree) * sizes.f_frsize,
            'listing': listing(target), 'facts': facts_of_root(target, fstype), 'subvolumes': subvolumes(target) if fstype == 'btrfs' else []}


def mount_with(options, fstype, source, target):
    code, _, error = run(['mount', '-t', fstype, '-o', ','.join(options), source, target])
    return code, error


def mounted_at(target):
    """What is mounted there, as the kernel names it: one disk's files must never be told as another's."""
    for line in reversed(text('/proc/self/mounts', 1_000_000).splitlines()):
        source, _, rest = line.partition(' ')
        if rest.split(' ')[0] == target:
            return source
    return None


# <linux/btrfs.h> and <linux/btrfs_tree.h>
TREE_SEARCH, INO_LOOKUP, ROOT_TREE, ROOT_BACKREF, DIR_ITEM, ROOT_TREE_DIR, TOP = 0xD0009411, 0xD0009412, 1, 144, 84, 6, 5
MAX_SUBVOLUMES = 100


def subvolumes(target):
    """Paths of a btrfs's subvolumes below its top, as its own root tree has them."""
    found = {}
    folder = os.open(target, os.O_RDONLY | os.O_DIRECTORY)
    try:
        start = 256
        while len(found) < MAX_SUBVOLUMES:
            rows = backrefs(folder, start)
            for child, parent, directory, name in rows:
                if len(found) < MAX_SUBVOLUMES:
                    found[child] = (parent, inside_of(folder, parent, directory) + name)
            if not rows:
                break
            start = rows[-1][0] + 1
    except (OSError, struct.error) as error:
        print('subvolumes: %s' % error, file=sys.stderr)
    finally:
        os.close(folder)
    return [{'id': child, 'path': whole_path(found, child).decode('utf-8', 'replace')[:MAX_NAME]} for child in sorted(found)]


def default_subvolume(target):
    """Path of the one that a mount without options shows, as openSUSE's rollbacks set it; empty for the top."""
    found = {}
    folder = os.open(target, os.O_RDONLY | os.O_DIRECTORY)
    try:
        rows = [data for _, data in searched(folder, ROOT_TREE_DIR, ROOT_TREE_DIR, DIR_ITEM) if data[30:37] == b'default']
        default = child = struct.unpack_from('<Q', rows[0])[0] if rows else TOP
        while child != TOP and child not in found and len(found) < MAX_SUBVOLUMES:
            refs = [row for row in backrefs(folder, child) if row[0] == child]
            if not refs:
                return ''
            _, parent, directory, name = refs[0]
            found[child] = (parent, inside_of(folder, parent, directory) + name)
            child = parent
        return whole_path(found, default).decode('utf-8', 'surrogateescape')
    except (OSError, struct.error) as error:
        print('default subvolume: %s' % error, file=sys.stderr)
        return ''
    finally:
        os.close(folder)


def backrefs(folder, start):
    """Of each subvolume from an id on: its parent, and the folder and name that it has there. A buffer full at a time."""
    rows = []
    for (child, parent), data in searched(folder, start, 2 ** 64 - 256, ROOT_BACKREF):
        directory, _, size = struct.unpack_from('<QQH', data)
        rows.append((child, parent, directory, data[18:18 + size]))
    return rows


def searched(folder, first, last, kind):
    """Object and offset of the root tree's items of a kind, with what is in them: as many as a buffer holds."""
    key = struct.pack('<7Q4I4Q', ROOT_TREE, first, last, 0, 2 ** 64 - 1, 0, 2 ** 64 - 1, kind, kind, 4096, 0, 0, 0, 0, 0)
    buffer = bytearray(key.ljust(4096, b'\0'))
    fcntl.ioctl(folder, TREE_SEARCH, buffer, True)
    at, found = 104, []
    for _ in range(struct.unpack_from('<I', buffer, 64)[0]):
        _, item, offset, its_kind, length = struct.unpack_from('<QQQII', buffer, at)
        if its_kind == kind:
            found.append(((item, offset), bytes(buffer[at + 32:at + 32 + length])))
        at += 32 + length
    return found


def inside_of(folder, tree, directory):
    """Path of a folder in its subvolume, with a slash at its end; empty for its top."""
    buffer = bytearray(struct.pack('<QQ', tree, directory).ljust(4096, b'\0'))
    fcntl.ioctl(folder, INO_LOOKUP, buffer, True)
    return bytes(buffer[16:]).split(b'\0')[0]


def whole_path(found, child):
    parts = []
    while child in found and len(parts) < 50:
        child, path = found[child]
        parts.append(path)
    return b'/'.join(reversed(parts))


def listing(target):
    """Breadth first, two levels deep, what people put there before what systems put there. Metadata only."""
    entries, truncated = [], False
    root = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        top = sorted(children(root), key=rank)
        for name in top:
            truncated = add(entries, root, name, name) or truncated
        for name in [each for each in top if each not in DULL]:
            if truncated:
                break                                    # millions of folders would each be read for nothing
            try:
                folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=root)
            except OSError:
                continue
            try:
                for below in sorted(children(folder)):
                    truncated = add(entries, folder, below, name + b'/' + below) or truncated
            finally:
                os.close(folder)
    finally:
        os.close(root)
    return {'entries': entries, 'truncated': truncated}


def rank(name):
    return (DATA_FIRST.index(name) if name in DATA_FIRST else len(DATA_FIRST) + (name in DULL), name)


def children(folder):
    """Names as bytes: they need not be text. Bounded before they are sorted."""
    found = []
    with os.scandir(b'/proc/self/fd/%d' % folder) as entries:      # Python 3.6 takes no descriptor
        for entry in entries:
            found.append(entry.name)
            if len(found) >= MAX_SCANNED:
                break
    return found


def add(entries, folder, name, shown):
    if len(entries) >= MAX_ENTRIES:
        return True
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return False
    kind = 'file' if stat.S_ISREG(found.st_mode) else 'directory' if stat.S_ISDIR(found.st_mode) else 'symlink' if stat.S_ISLNK(found.st_mode) else 'other'
    entries.append({'path': shown.decode('utf-8', 'replace')[:MAX_NAME], 'type': kind, 'size': max(0, found.st_size), 'mtime': int(found.st_mtime)})
    return False


def open_inside(target, path, flags=os.O_RDONLY):
    """Opens a path as the compromised system would see it, each link resolved by hand below `target`: no link leads out."""
    todo = [part for part in path.split('/') if part]
    done = []
    for _ in range(200):
        if not todo:
            break
        part = todo.pop(0)
        if part in ('', '.'):
            continue
        if part == '..':
            done = done[:-1]
            continue
        folder = descend(target, done)
        try:
            found = os.stat(part, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISLNK(found.st_mode):
                link = os.readlink(part, dir_fd=folder)
                done = [] if link.startswith('/') else done
                todo = [each for each in link.split('/') if each] + todo
            elif todo:
                done = done + [part]
            else:
                return os.open(part, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY, dir_fd=folder)
        finally:
            os.close(folder)
    if todo:
        raise OSError('too many links')
    return descend(target, done)


def descend(target, parts):
    folder = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    for part in parts:
        try:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
        finally:
            os.close(folder)
        folder = below
    return folder


def read_inside(target, path):
    try:
        opened = open_inside(target, path)
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode) or os.fstat(opened).st_size > MAX_FILE:
            return None
        return os.read(opened, MAX_FILE).decode('utf-8', 'replace')
    except OSError:
        return None
    finally:
        os.close(opened)


def is_folder(target, path):
    try:
        opened = open_inside(target, path)
    except (OSError, ValueError):
        return False
    try:
        return stat.S_ISDIR(os.fstat(opened).st_mode)
    finally:
        os.close(opened)


def facts_of_root(target, fstype):
    """A root may be a subvolume of a btrfs: the default one, or one of the names that installers give it."""
    found = facts(target)
    if fstype == 'btrfs' and 'etc' not in found['folders']:
        for below in (default_subvolume(target), '@', 'root', '@rootfs'):
            if is_below(target, below):
                inside = facts(os.path.join(target, below))
                if 'etc' in inside['folders']:
                    return dict(inside, below=below.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')[:MAX_NAME])
    return found


def is_below(target, path):
    """A folder there, reached without a link: names of subvolumes are the disk's."""
    parts = path.split('/')
    if not all(part not in ('', '.', '..') for part in parts):
        return False
    try:
        os.close(descend(target, parts))
    except (OSError, ValueError):
        return False
    return True


def facts(target):
    """Small files of a fixed list; what they mean is the worker's to find out."""
    folders = [name for name in ('etc', 'bin', 'usr', 'home', 'root', 'var', 'boot', 'grub', 'grub2', 'EFI') if is_folder(target, name)]
    # /boot and /usr may be file systems of their own, and what is at their top is told as if they were the root's.
    places = ['etc/os-release', 'usr/lib/os-release'] + ([] if 'etc' in folders else ['lib/os-release'])
    release = next((found for found in (read_inside(target, path) for path in places) if found), None)
    return {'osRelease': release, 'hostname': read_inside(target, 'etc/hostname'), 'fstab': read_inside(target, 'etc/fstab'),
            'kernels': kernels_in(target, 'boot', b'vmlinuz') or kernels_in(target, '', b'vmlinuz-'), 'folders': folders, 'below': ''}


def kernels_in(target, path, begin):
    try:
        folder = open_inside(target, path)
        try:
            return sorted(name.decode('utf-8', 'replace')[:MAX_NAME] for name in children(folder) if name.startswith(begin))[:20]
        finally:
            os.close(folder)
    except (OSError, ValueError):
        return []                                        # no /boot is no fault: not every file system is a root


# --- replay ----------------------------------------------------------------------------------------------------------

REPLAYED = {'ext3', 'ext4', 'xfs', 'f2fs'}
# Of LVM: what is read of the original, too.
REPLAYED_ON = re.compile('linear|striped|thin|cache|raid[0-9].*')
# The kernel would take the clone for its original.
MIXED_UP = {'linux_raid_member', 'btrfs', 'bcache'}
REPLAY_POINT = MOUNT_ROOT + '/m999'      # a release lets go of it too


def replay(request):
    """Journals on a clone of an evidence disk: known by its own serial, and protected again before this ends."""
    os.makedirs(REPLAY_POINT, mode=0o700, exist_ok=True)
    alone = os.open(MOUNT_ROOT, os.O_RDONLY)
    fcntl.flock(alone, fcntl.LOCK_EX)                    # a try before this one may still be at work
    name = disk_of_clone(request)
    paths = ['/dev/' + each for each in [name] + partitions_of(name)]
    known = {path: blkid(path)['values'] for path in paths}
    if any(values.get('TYPE') in MIXED_UP for values in known.values()):
        sys.exit('%s holds what can not be told apart from its original: refusing' % name)
    members = [path for path, values in known.items() if values.get('TYPE') == 'LVM2_member']
    groups = groups_of_clone(members, request['clone'])
    try:
        replayed = replay_unclean(paths[0], {path: blkid(path)['values'] for path in paths})
        for group in groups:
            replayed += replay_group(paths, group)
    finally:
        for path in paths:
            set_read_only(path)
    writable = [path for path in paths if not is_read_only(path)]
    if writable or mounted_at(REPLAY_POINT) or mapped_on(name):
        sys.exit('still writable, mounted or active: %s' % ', '.join(writable or paths))
    return {'replayed': replayed}


def replay_unclean(disk, known):
    found = [(path, values['TYPE']) for path, values in known.items() if values.get('TYPE') in REPLAYED and 'EXT_JOURNAL' not in values]
    return [replay_one(disk, path, fstype) for path, fstype in found if dirty_journal(path, fstype) is not False]


def groups_of_clone(members, clone):
    """Volume groups that are whole on the clone, and the name that each gets there: nobody can have chosen it before."""
    rows = lvm_report(members) if members else {'pvs': [], 'vgs': []}
    groups = []
    for row in rows['vgs']:
        devices = [pv['pv_name'] for pv in rows['pvs'] if pv['vg_uuid'] == row['vg_uuid']]
        if number(row['vg_missing_pv_count']) or not LVM_NAME.fullmatch(row['vg_name']) or not set(devices) <= set(members):
            sys.exit('volume group %r is not whole on it, or has no proper name: refusing' % row['vg_name'])
        ending = '-' + clone[:8]
        name = row['vg_name'] if row['vg_name'].endswith(ending) else row['vg_name'][:100] + ending
        groups.append({'name': name, 'was': row['vg_name'], 'devices': devices})
    if len({group['name'] for group in groups}) < len(groups):
        sys.exit('two volume groups on it have one name: refusing')
    return groups


def replay_group(paths, group):
    """With UUIDs of its own LVM takes it for no other group. Then as on a partition, on what only maps blocks."""
    for path in paths:
        set_read_only(path, 0)
    quiet = 'backup { backup = 0 archive = 0 } '
    shown = lvm_config(group['devices'], quiet + NO_CHECKS)
    if group['was'] != group['name']:                    # else a try before this one came so far
        code, _, error = run(['lvm', 'vgimportclone', '--basevgname', group['name'], '--config', shown] + group['devices'])
        if code:
            sys.exit('%s can not be imported: %s' % (group['was'], error[:300]))
    rows = [row for row in lvm_report(group['devices'])['lvs'] if row['vg_name'] == group['name'] and LVM_NAME.fullmatch(row['lv_name'])]
    other = {row['lv_name'] for row in rows if not REPLAYED_ON.fullmatch(row['segtype'])}
    names = sorted({row['lv_name'] for row in rows} - other)
    only = quiet + NO_CHECKS + ' activation { volume_list = [%s] auto_activation_volume_list = [] }' % ', '.join('"%s/%s"' % (group['name'], each) for each in names)
    try:
        code, _, error = run(['lvm', 'vgchange', '-ay', '--ignoremonitoring', '--config', lvm_config(group['devices'], only), group['name']])
        if code:
            sys.exit('%s can not be activated: %s' % (group['name'], error[:300]))
        uuids = {row['vg_uuid'] for row in rows}
        volumes = [each for vg_uuid in uuids for each in active_volumes({'uuid': vg_uuid}, group['devices'])]
        return replay_unclean(paths[0], {each['path']: each['blkid']['values'] for each in volumes})
    finally:
        run(['lvm', 'vgchange', '-an', '--config', shown, group['name']])


def mapped_on(name):
    return [each for each in os.listdir('/sys/block') if each.startswith(('dm-', 'md')) and name in whole_disks('/sys/block/' + each)]


def disk_of_clone(request):
    clone, evidence, named = request['clone'], request['evidence'], request.get('devices', {})
    names = wait_for_disk(clone, named)
    if len(names) != 1:
        sys.exit('%d disks have the serial of the clone %s' % (len(names), clone))
    name = names[0]
    others = [each for volume in evidence for each in find_disk(volume, named)]
    own = name in disks_under('/') or (os.path.exists(RULE) and was_there_before(name))
    if not evidence or clone in evidence or name in others or own:
        sys.exit('%s is evidence, or our own: refusing to write to it' % name)
    lines = [line.split(' ')[0] for line in text('/proc/self/mounts', 1_000_000).splitlines()]
    base = '/sys/block/' + name
    used = [each for each in [name] + partitions_of(name) if '/dev/' + each in lines]
    if used or any(listed(each + '/holders') for each in [base] + ['%s/%s' % (base, part) for part in partitions_of(name)]):
        sys.exit('%s is in use: refusing to write to it' % name)
    return name


def replay_one(disk, path, fstype):
    """By the kernel's own hand: mounting writable replays, unmounting says that it is done."""
    for each in (disk, path):
        set_read_only(each, 0)
    options = 'rw,noatime,nosuid,nodev,noexec' + (',nouuid' if fstype == 'xfs' else '')
    code, _, error = run(['mount', '-t', fstype, '-o', options, path, REPLAY_POINT], 600)
    if mounted_at(REPLAY_POINT):
        code, _, error = run(['umount', REPLAY_POINT], 600)
    return {'path': path, 'fstype': fstype, 'error': error[:500] if code else ''}


# --- release ---------------------------------------------------------------------------------------------------------

def release(request):
    """Lets go of everything, so that the disks can be detached. Repeating it does no harm."""
    for line in reversed(text('/proc/self/mounts', 1_000_000).splitlines()):
        point = line.split(' ')[1] if ' ' in line else ''
        if TARGET.fullmatch(point):
            run(['umount', point])
    remove_mapped(request)
    run(['udevadm', 'settle', '--timeout=10'])
    left = [line.split(' ')[1] for line in text('/proc/self/mounts', 1_000_000).splitlines() if ' ' in line and TARGET.fullmatch(line.split(' ')[1])]
    if left:
        sys.exit('still mounted: %s' % ', '.join(left))
    mapped = mapped_devices(request)
    if mapped:
        sys.exit('still active: %s' % ', '.join(mapped))
    remove_overlays()
    for name in listed(FIRST_LOOK):
        os.unlink(os.path.join(FIRST_LOOK, name))
    return {'released': True}


def mapped_devices(request):
    """Mapped devices and arrays that lie on evidence; in a test, on the disks that it names: the machine may have its own."""
    own = disks_under('/')
    named = {os.path.basename(path) for path in request.get('devices', {}).values()}
    stacked = [name for name in sorted(os.listdir('/sys/block')) if name.startswith('dm-') or (name.startswith('md') and listed('/sys/block/%s/slaves' % name))]
    below = {name: whole_disks('/sys/block/' + name) for name in stacked}
    return [name for name in below if not below[name] & own and (not IN_TEST or below[name] & named)]


def listed(folder):
    """A device that was told to go may go while it is looked at."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def remove_mapped(request):
    """From the top down: a pool goes only after the volumes in it."""
    for _ in range(16):
        free = [name for name in mapped_devices(request) if not listed('/sys/block/%s/holders' % name)]
        removed = [remove_one(name) for name in free]
        if not any(removed):
            return


def remove_one(name):
    if name.startswith('dm-'):
        return run(['dmsetup', 'remove', '--retry', text('/sys/block/%s/dm/name' % name)])[0] == 0
    try:
        tell('/sys/block/%s/md/array_state' % name, 'clear')
        return True
    except OSError:
        return False                                     # still in use, which the caller sees


OPERATIONS = {'ready': ready, 'probe': probe, 'assemble': assemble, 'activate': activate, 'mount': mount, 'replay': replay, 'release': release}

if __name__ == '__main__':
    if len(sys.argv) != 2 or sys.argv[1] not in OPERATIONS:
        sys.exit('usage: recovery-guest %s < request.json' % '|'.join(OPERATIONS))
    json.dump(OPERATIONS[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
