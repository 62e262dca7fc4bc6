#!/bin/sh
''':'
# As recovery-guest is: both a shell script and Python.
for python in /usr/bin/python3 /usr/libexec/platform-python; do
  [ ! -x "$python" ] || exec "$python" -IS "$0" "$@"
done
echo 'recovery-survey: no Python on this system' >&2
exit 127
'''
"""recovery-survey: what lies on the mounted disks, and what an intruder may have left there. Facts, never a verdict.

Usage: recovery-survey < request.json > answer.json     (as root, after `recovery-guest mount`)

Metadata only: sizes, times, owners, names; of small files of a fixed list what the name of a fact needs, such as the
fingerprint of a key. Nothing is run, nothing of the disks is written to. Everything there is hostile: names are bytes,
links point anywhere, folders have millions of entries or lead in circles. So each path is walked part by part without
following links, only regular files are opened, and what is read, listed, said and waited for is bounded. The answer is
short; the whole of it is kept in a file on the recovery server. Standard library only; Python 3.6 or later.
"""
import base64
import hashlib
import json
import os
import re
import signal
import stat
import struct
import sys
import time

MOUNT_ROOT = '/recovery'
TARGET = re.compile(MOUNT_ROOT + r'/m[0-9]{1,3}')
MAX_FILE, MAX_NAME, MAX_SCANNED, MAX_DEPTH = 200_000, 200, 20_000, 96
MAX_SYSTEMS, MAX_USERS, MAX_HOMES, MAX_PLACES, MAX_TOP, MAX_OF_A_KIND, MAX_KEPT = 5, 60, 300, 60, 15, 30, 5000
MAX_PACKAGE_BYTES = 60_000_000
# Tests survey plain folders, which no request of the worker may name.
IN_TEST = os.environ.get('RECOVERY_GUEST_TEST') == '1'
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

# What people mean by their data, by the place where it usually lies. A name that ends in * stands for all that begin so.
PLACES = [('home', '/home /root'), ('srv', '/srv'), ('www', '/var/www /usr/share/nginx/html'), ('data', '/data /scratch /project /projects'),
          ('opt', '/opt'), ('mnt', '/mnt /media'), ('mysql', '/var/lib/mysql'), ('postgresql', '/var/lib/postgresql /var/lib/pgsql'),
          ('mongodb', '/var/lib/mongodb /var/lib/mongo'), ('redis', '/var/lib/redis'), ('elasticsearch', '/var/lib/elasticsearch /var/lib/opensearch'),
          ('docker', '/var/lib/docker/volumes /var/lib/docker'), ('podman', '/var/lib/containers'), ('jupyter', '/opt/tljh /srv/jupyterhub'),
          ('conda', '/opt/conda /opt/miniconda* /opt/anaconda* /opt/miniforge*'), ('slurm', '/var/spool/slurm* /var/lib/slurm* /etc/slurm*'),
          ('mail', '/var/mail /var/vmail'), ('git', '/var/lib/gitea /var/opt/gitlab')]
IN_HOMES = [('podman', '.local/share/containers'), ('jupyter', '.jupyter'), ('conda', 'miniconda*'), ('conda', 'anaconda*'), ('conda', 'miniforge*')]
WEB = ('.php', '.php5', '.php7', '.phtml', '.phar', '.jsp', '.jspx', '.asp', '.aspx', '.cgi')
UPLOADS = {'upload', 'uploads', 'files', 'file', 'images', 'image', 'img', 'media', 'cache', 'tmp', 'temp', 'avatars', 'attachments'}
WEB_PLACES = {'www', 'srv', 'opt', 'home', 'data'}
TEMPORARY = ['/tmp', '/var/tmp', '/dev/shm', '/run/shm']
# <elf.h>
MACHINES = {3: 'i386', 8: 'mips', 20: 'ppc', 21: 'ppc64', 22: 's390x', 40: 'arm', 62: 'x86_64', 183: 'aarch64', 243: 'riscv64', 258: 'loongarch64'}
KEY = re.compile(r'(.*?)\b((?:ssh|ecdsa|sk)-[a-z0-9@.-]{3,60})\s+(AAAA[A-Za-z0-9+/]+={0,2})(?:\s+(.*))?$')


def main():
    request = json.load(sys.stdin)
    seconds = min(300, max(1, int(request.get('seconds', 30))))
    signal.alarm(seconds + 30)                           # a disk that hangs must not keep this here for ever
    survey = Survey(time.monotonic() + seconds)
    for each in request['roots'] + [{'target': target, 'mounts': {}} for target in request['filesystems']]:
        survey.find_system(checked(each['target']), each.get('below', ''), {point: checked(target) for point, target in each['mounts'].items()})
    survey.look_at_systems()
    survey.look_at_filesystems([checked(target) for target in request['filesystems']])
    survey.compare_with_packages()
    json.dump(survey.answer(request.get('file') if IN_TEST else MOUNT_ROOT + '/survey.json'), sys.stdout)


def checked(target):
    if not (IN_TEST or TARGET.fullmatch(target)):
        sys.exit('refusing to look at %r' % target)
    return target


# --- reading a tree that may lie -----------------------------------------------------------------------------------

def descend(top, parts):
    folder = os.open(top, FOLDER)
    for part in parts:
        try:
            below = os.open(part, FOLDER, dir_fd=folder)
        finally:
            os.close(folder)
        folder = below
    return folder


def entries(folder):
    """Python 3.6 can't list a descriptor; its place in /proc is the same folder, whatever has happened to its name."""
    return os.scandir(folder if sys.version_info >= (3, 7) else '/proc/self/fd/%d' % folder)


def shown(name):
    """Names are bytes, and need not be text."""
    text = os.fsencode(name).decode('utf-8', 'replace')
    return text if len(text) <= MAX_NAME else '…' + text[1 - MAX_NAME:]


def words(content):
    return content.decode('utf-8', 'replace')


def lines(content):
    """Those that say something, of a file in which # begins a comment."""
    found = [line.strip() for line in words(content).splitlines()]
    return [line for line in found if line and not line.startswith('#')]


class Tree:
    """A system as it saw itself: its root, and below it what its fstab mounts. Its links end inside it or nowhere."""

    def __init__(self, target, below, mounts):
        self.target, self.below = target, below
        self.mounts = dict(mounts)
        self.mounts[()] = (target, below)
        self.zone = self.hostname = self.architecture = self.packages = None
        self.passwd, self.people, self.homes, self.homes_of_people, self.owners, self.users, self.places = [], [], [], [], {}, [], []
        self.first_boot = self.last_active = None

    def spot(self, parts):
        """Where these parts are on the recovery server: the top of a mount, and the parts below it."""
        at = max((point for point in self.mounts if tuple(parts[:len(point)]) == point), key=len)
        top, below = self.mounts[at]
        return top, list(below) + list(parts[len(at):])

    def real(self, parts):
        top, below = self.spot(parts)
        return '/'.join([top] + below)

    def folder_of(self, parts):
        return descend(*self.spot(parts))

    def locate(self, path, follow=True):
        """The parts that a path means, each link resolved by hand below the root: none leads out."""
        todo, done = [part for part in path.split('/') if part], []
        for _ in range(200):
            if not todo:
                return done
            part = todo.pop(0)
            if part == '.':
                continue
            if part == '..':
                done = done[:-1]
                continue
            if tuple(done + [part]) in self.mounts:
                done = done + [part]
                continue
            folder = self.folder_of(done)
            try:
                mode = os.stat(part, dir_fd=folder, follow_symlinks=False).st_mode
                if stat.S_ISLNK(mode) and (todo or follow):
                    link = os.readlink(part, dir_fd=folder)
                    done = [] if link.startswith('/') else done
                    todo = [each for each in link.split('/') if each] + todo
                else:
                    done = done + [part]
            finally:
                os.close(folder)
        raise OSError('too many links')

    def folder(self, path):
        return self.folder_of(self.locate(path))

    def stat(self, path, follow=True):
        try:
            parts = self.locate(path, follow)
            if not parts:
                return None
            folder = self.folder_of(parts[:-1])
            try:
                return os.stat(parts[-1], dir_fd=folder, follow_symlinks=False)
            finally:
                os.close(folder)
        except (OSError, ValueError):
            return None

    def read(self, path, limit=MAX_FILE):
        """The whole of a small regular file; None for all else."""
        try:
            parts = self.locate(path)
            folder = self.folder_of(parts[:-1])
            try:
                opened = os.open(parts[-1], FILE, dir_fd=folder)
            finally:
                os.close(folder)
        except (OSError, ValueError, IndexError):
            return None
        try:
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
                return None
            return os.read(opened, limit)
        except OSError:
            return None
        finally:
            os.close(opened)

    def names(self, path, limit=MAX_SCANNED):
        """Sorted names of a folder, bounded before they are sorted; none where it is no folder."""
        found = []
        try:
            folder = self.folder(path)
        except (OSError, ValueError):
            return found
        try:
            with entries(folder) as listed:
                for entry in listed:
                    found.append(entry.name)
                    if len(found) >= limit:
                        break
        except OSError:
            pass                                         # what could be read of a damaged folder
        finally:
            os.close(folder)
        return sorted(found)

    def matching(self, pattern):
        """The paths that a pattern with at most one *, in its last part, stands for."""
        if not pattern.endswith('*'):
            return [pattern]
        folder, _, begin = pattern[:-1].rpartition('/')
        return [folder + '/' + name for name in self.names(folder) if name.startswith(begin)][:10]


# --- measuring -----------------------------------------------------------------------------------------------------

class Size:
    def __init__(self):
        self.bytes, self.files, self.partial = 0, 0, False
        self.newest, self.oldest = None, None            # (time, path)

    def saw(self, when, path, now):
        if when > now + 86_400:
            return                                       # a clock that was wrong, or a time that was set
        if self.newest is None or when > self.newest[0]:
            self.newest = (when, path())
        if when > 0 and (self.oldest is None or when < self.oldest[0]):
            self.oldest = (when, path())

    def add(self, other):
        self.bytes += other.bytes
        self.files += other.files
        self.partial = self.partial or other.partial
        for each in (other.newest, other.oldest):
            if each is not None:
                self.saw(each[0], lambda: each[1], each[0])

    def told(self):
        def change(seen):
            return None if seen is None else {'path': shown(seen[1]), 'mtime': int(seen[0])}
        return {'bytes': self.bytes, 'files': self.files, 'partial': self.partial, 'newest': change(self.newest), 'oldest': change(self.oldest)}


class Survey:
    def __init__(self, deadline):
        self.deadline = deadline
        self.begin = time.monotonic()
        self.now = time.time()
        self.trees, self.filesystems, self.facts = [], [], {}
        self.measured = {}                               # what has been walked is not walked again, but counted above it
        self.linked = set()                              # hard links count once
        self.magic_reads = 0

    # --- the systems

    def find_system(self, target, known, mounts):
        if len(self.trees) >= MAX_SYSTEMS or any(tree.target == target for tree in self.trees):
            return
        inside = [part for part in known.split('/') if part and part != '..']
        for below in (inside, [], ['@'], ['root'], ['@rootfs']):   # the usual names of a btrfs's subvolume for /
            tree = Tree(target, below, {})
            if tree.stat('/etc') and (tree.stat('/usr') or tree.stat('/bin')) and (tree.stat('/etc/passwd') or tree.stat('/etc/fstab')):
                points = {tuple(part for part in point.split('/') if part): (top, []) for point, top in mounts.items() if point.startswith('/')}
                points.update(subvolumes(tree))
                points.pop((), None)
                self.trees.append(Tree(target, below, points))
                return

    def look_at_systems(self):
        for tree in self.trees:
            read_identity(tree)
            read_accounts(tree)
        for tree in self.trees:
            Triage(self, tree).collect()
        for tree in self.trees:
            self.look_into_temporary(tree)
        homes = [(tree, path) for tree in self.trees for path in tree.homes_of_people][:MAX_HOMES]
        sizes = {}
        for index, (tree, path) in enumerate(homes):
            sizes[tree.target, path] = self.measure(tree, path, self.share(len(homes) - index + 10), 'home')
        for tree in self.trees:
            tree.users = [self.user(tree, entry, sizes) for entry in tree.people][:MAX_USERS]
        places = [(tree, kind, path) for tree in self.trees for kind, path in self.places_of(tree)]
        for index, (tree, kind, path) in enumerate(places):
            size = self.measure(tree, path, self.share(len(places) - index + 2), kind)
            if size is not None and size.files > 0:
                tree.places.append({'kind': kind, 'path': shown(path), 'at': shown(tree.real(tree.locate(path))), 'size': size.told()})

    def share(self, left):
        """Time for one of so many: what the first don't need, the later ones have."""
        return min(self.deadline, time.monotonic() + max(0.05, (self.deadline - time.monotonic()) / max(1, left / 6)))

    def compare_with_packages(self):
        for tree in self.trees:
            compare_with_packages(tree, self.facts.get(tree.target, {}), self.deadline)

    @staticmethod
    def user(tree, entry, sizes):
        size = sizes.get((tree.target, entry['home']))
        return {'name': shown(entry['name']), 'uid': entry['uid'], 'home': shown(entry['home']), 'shell': shown(entry['shell']), 'size': None if size is None else size.told()}

    @staticmethod
    def places_of(tree):
        """Each folder once, under the most telling of its names; what lies in others before those."""
        found, seen = [], set()
        for kind, paths in PLACES:
            found += [(kind, path) for pattern in paths.split() for path in tree.matching(pattern)]
        found += [(kind, path) for home in tree.homes_of_people for kind, pattern in IN_HOMES for path in tree.matching(home.rstrip('/') + '/' + pattern)]
        once = []
        for kind, path in sorted(found, key=lambda each: -each[1].count('/')):
            try:
                parts = tuple(tree.locate(path))
            except (OSError, ValueError):
                continue
            if parts and parts not in seen:
                seen.add(parts)
                once.append((kind, path))
        return once[:MAX_PLACES]

    def look_into_temporary(self, tree):
        for path in TEMPORARY:
            self.measure(tree, path, min(self.deadline, time.monotonic() + 3), 'temporary')

    # --- the file systems

    def look_at_filesystems(self, targets):
        tops = {target: self.top_of(target) for target in targets}
        left = sum(len(names) for names in tops.values())
        for target in targets:
            total, listed = Size(), []
            for name in tops[target]:
                try:
                    folder = descend(target, [name])
                except OSError:
                    continue                             # a file, which is in the listing, or a link
                size = self.walk(folder, target, [name], self.share(left), None)
                left -= 1
                total.add(size)
                listed.append({'name': shown(name), 'size': size.told()})
            listed.sort(key=lambda each: -each['size']['bytes'])
            self.filesystems.append({'target': target, 'size': total.told(), 'folders': listed[:MAX_TOP], 'more': max(0, len(listed) - MAX_TOP)})

    @staticmethod
    def top_of(target):
        names = Tree(target, [], {}).names('/', 500)
        system = ['usr', 'bin', 'sbin', 'lib', 'lib64', 'boot', 'proc', 'sys', 'dev', 'run']
        return sorted(names, key=lambda name: (name in system, name))

    # --- one folder

    def measure(self, tree, path, until, kind):
        try:
            parts = tree.locate(path)
            folder = tree.folder_of(parts)
        except (OSError, ValueError):
            return None
        return self.walk(folder, *tree.spot(parts), until, kind)

    def walk(self, folder, target, parts, until, kind):
        """Closes `folder`. Sizes are what the disk gives for it, as du counts: a sparse file says anything."""
        size, top = Size(), key_of(os.fstat(folder))
        if top in self.measured:
            os.close(folder)
            return self.measured[top]
        kind = kind or next((place for (place, _), known in PLACE_NAMES.items() if known == parts[:1]), None)
        stack = [(folder, iterate(folder), list(parts))]
        try:
            while stack:
                folder, listed, here = stack[-1]
                if time.monotonic() > until:
                    size.partial = True
                    break
                try:
                    entry = next(listed, None)
                except OSError:
                    entry, size.partial = None, True
                if entry is None:
                    os.close(stack.pop()[0])
                    continue
                self.enter(entry, stack, size, kind, target)
        finally:
            for folder, _, _ in stack:
                os.close(folder)
        self.measured[top] = size
        return size

    def enter(self, entry, stack, size, kind, target):
        folder, _, here = stack[-1]
        try:
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                known = self.measured.get(key_of(found))
                if known is not None:
                    size.add(known)
                elif len(stack) >= MAX_DEPTH:
                    size.partial = True
                else:
                    below = os.open(entry.name, FOLDER, dir_fd=folder)
                    stack.append((below, iterate(below), here + [entry.name]))
                return
        except OSError:
            size.partial = True
            return
        if found.st_nlink > 1:
            if key_of(found) in self.linked:
                return
            if len(self.linked) < 200_000:
                self.linked.add(key_of(found))
        size.bytes += found.st_blocks * 512
        size.files += 1
        size.saw(found.st_mtime, lambda: '/'.join([target] + here + [entry.name]), self.now)
        if stat.S_ISREG(found.st_mode):
            self.suspect(entry.name, found, folder, here, kind, target)

    def suspect(self, name, found, folder, here, kind, target):
        if found.st_mode & 0o6000:
            self.note_at(target, here + [name], 'setuid', found, detail='%04o' % (found.st_mode & 0o7777))
        if kind == 'temporary' and (found.st_mode & 0o111 or self.is_program(name, folder)):
            self.note_at(target, here + [name], 'temporary-program', found)
        low = name.lower()
        if kind in WEB_PLACES and low.endswith(WEB) and (low.startswith('.') or not UPLOADS.isdisjoint(part.lower() for part in here)):
            self.note_at(target, here + [name], 'web-script', found)

    def is_program(self, name, folder):
        self.magic_reads += 1
        if self.magic_reads > 5000:
            return False
        try:
            opened = os.open(name, FILE, dir_fd=folder)
        except OSError:
            return False
        try:
            return os.read(opened, 4)[:4] == b'\x7fELF' or os.pread(opened, 2, 0) == b'#!'
        except OSError:
            return False
        finally:
            os.close(opened)

    # --- what was found

    def note_at(self, target, parts, kind, found, **more):
        """By the path that the system itself has for it, where it belongs to one."""
        for tree in self.trees:
            for point, (top, below) in sorted(tree.mounts.items(), key=lambda each: -len(each[1][1])):
                if top == target and parts[:len(below)] == list(below):
                    self.note(tree, '/' + '/'.join(list(point) + parts[len(below):]), kind, found, **more)
                    return
        self.note(None, '/'.join([target] + parts), kind, found, **more)

    def note(self, tree, path, kind, found, detail=None, count=None):
        kept = self.facts.setdefault(tree.target if tree else None, {}).setdefault(kind, [])
        if len(kept) < MAX_KEPT:
            owner = tree.owners.get(found.st_uid) if tree else None
            kept.append({'path': path, 'owner': shown(owner or str(found.st_uid)), 'mtime': int(found.st_mtime), 'ctime': int(found.st_ctime),
                         'packaged': None, 'detail': None if detail is None else shown(detail) if len(detail) <= MAX_NAME else shown(detail[:MAX_NAME - 1]) + '…', 'count': count})

    def answer(self, file):
        cut = time.monotonic() >= self.deadline or any(size.partial for size in self.measured.values())
        whole = {'version': 1, 'seconds': round(time.monotonic() - self.begin, 1), 'takenAt': int(self.now), 'cut': cut,
                 'systems': [told(tree, self.facts.get(tree.target, {}), MAX_KEPT) for tree in self.trees],
                 'filesystems': self.filesystems, 'loose': told_facts(self.facts.get(None, {}), MAX_KEPT)}
        kept = keep(file, whole)
        for tree, system in zip(self.trees, whole['systems']):
            system['triage'] = told_facts(self.facts.get(tree.target, {}), MAX_OF_A_KIND, tree.first_boot)
        whole.update(loose=told_facts(self.facts.get(None, {}), MAX_OF_A_KIND), file=kept)
        return whole


PLACE_NAMES = {(kind, path): path.split('/')[1:] for kind, paths in PLACES for path in paths.split() if path.count('/') == 1}


def key_of(found):
    return found.st_dev, found.st_ino


def iterate(folder):
    with entries(folder) as listed:
        for entry in listed:
            yield entry


def keep(file, whole):
    """The whole answer, for root on the recovery server. @returns where, or None: the report does without."""
    if not file:
        return None
    try:
        if os.path.lexists(file):
            os.unlink(file)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), 'w') as out:
            json.dump(whole, out)
        return file
    except OSError as error:
        print('%s: %s' % (file, error), file=sys.stderr)
        return None


def told(tree, facts, most):
    return {'root': '/'.join([tree.target] + tree.below), 'hostname': tree.hostname, 'architecture': tree.architecture, 'timeZone': tree.zone,
            'packages': tree.packages, 'firstBoot': tree.first_boot, 'lastActive': tree.last_active,
            'people': len(tree.people), 'users': tree.users, 'places': tree.places, 'triage': told_facts(facts, most)}


def told_facts(facts, most, first_boot=None):
    """Of each kind first what no package brought, then the newest. What is as a package brought it is only counted."""
    found = []
    for kind in sorted(facts):
        telling = [fact for fact in facts[kind] if most == MAX_KEPT or not is_ordinary(kind, fact, first_boot)]
        ordered = sorted(telling, key=lambda fact: (fact['packaged'] is True, -fact['mtime']))
        found.append({'kind': kind, 'facts': [dict(fact, path=shown(fact['path'])) for fact in ordered[:most]],
                      'more': max(0, len(ordered) - most), 'ordinary': len(facts[kind]) - len(telling)})
    return found


def is_ordinary(kind, fact, first_boot):
    """A later upgrade brings setuid programs that are newer than the system; people rather change configuration."""
    return fact['packaged'] is True and (kind == 'setuid' or first_boot is None or fact['mtime'] <= first_boot + 3600)


# --- what a system says of itself --------------------------------------------------------------------------------------

def subvolumes(tree):
    """A btrfs has its other subvolumes in the same mount: fstab tells which of them was what."""
    found = {}
    for line in lines(tree.read('/etc/fstab') or b'')[:200]:
        fields = line.split()
        option = next((each[7:] for each in (fields[3].split(',') if len(fields) > 3 else []) if each.startswith('subvol=')), None)
        if option is not None and fields[2] == 'btrfs' and fields[1].startswith('/'):
            below = [part for part in option.split('/') if part and part != '..']
            try:
                os.close(descend(tree.target, below))
            except OSError:
                continue
            found[tuple(part for part in fields[1].split('/') if part)] = (tree.target, below)
    return found


def read_identity(tree):
    name = words(tree.read('/etc/hostname') or b'').strip()
    tree.hostname = name if re.fullmatch(r'[A-Za-z0-9][A-Za-z0-9._-]{0,252}', name) else None
    tree.zone = time_zone(tree)
    tree.architecture = next((machine for machine in (machine_of(tree, path) for path in ('/bin/ls', '/bin/bash', '/bin/busybox', '/sbin/init')) if machine), None)
    boots = [tree.stat(path, follow=False) for path in ['/etc/machine-id'] + ['/etc/ssh/' + name for name in tree.names('/etc/ssh', 200) if name.startswith('ssh_host_')]]
    tree.first_boot = min((int(found.st_mtime) for found in boots if found), default=None)
    logs = ['/var/log/' + name for name in ('wtmp', 'lastlog', 'syslog', 'messages', 'auth.log', 'secure', 'kern.log', 'cron', 'dpkg.log')]
    journals = ['/var/log/journal/' + name for name in tree.names('/var/log/journal', 50)]
    seen = [tree.stat(path, follow=False) for path in logs + journals + [each + '/system.journal' for each in journals]]
    tree.last_active = max((int(found.st_mtime) for found in seen if found), default=None)
    tree.packages = 'dpkg' if tree.stat('/var/lib/dpkg/info') else 'rpm' if tree.stat('/var/lib/rpm') or tree.stat('/usr/lib/sysimage/rpm') else None


def time_zone(tree):
    named = words(tree.read('/etc/timezone', 200) or b'').strip()
    if not named:
        try:
            folder = tree.folder('/etc')
            try:
                named = os.readlink('localtime', dir_fd=folder).rpartition('zoneinfo/')[2]
            finally:
                os.close(folder)
        except (OSError, ValueError):
            named = ''
    return named if re.fullmatch(r'[A-Za-z0-9_+/-]{1,60}', named) else None


def machine_of(tree, path):
    header = tree.read(path, 50_000_000)
    if not header or len(header) < 20 or header[:4] != b'\x7fELF':
        return None
    number = struct.unpack('<H' if header[5] == 1 else '>H', header[18:20])[0]
    return 'ppc64le' if number == 21 and header[5] == 1 else MACHINES.get(number, 'ELF machine %d' % number)


def read_accounts(tree):
    for line in words(tree.read('/etc/passwd') or b'').splitlines()[:5000]:
        fields = line.split(':')
        if len(fields) >= 7 and re.fullmatch(r'[0-9]{1,10}', fields[2]):
            tree.passwd.append({'name': fields[0], 'uid': int(fields[2]), 'home': fields[5], 'shell': fields[6]})
    for entry in tree.passwd:
        tree.owners.setdefault(entry['uid'], entry['name'])
    usual = {'/', '', '/nonexistent', '/bin', '/sbin', '/usr/sbin', '/dev', '/proc', '/run', '/tmp'}
    known = {home: None for home in (entry['home'] for entry in tree.passwd) if home.startswith('/') and home not in usual}
    known.update({'/home/' + name: None for name in tree.names('/home', MAX_HOMES)})      # also of accounts that are gone
    tree.homes = list(known)[:MAX_HOMES]
    tree.people = [entry for entry in tree.passwd if entry['uid'] == 0 or 1000 <= entry['uid'] < 60_000]
    there = {entry['home'] for entry in tree.people}
    tree.homes_of_people = [home for home in tree.homes if home in there or home.startswith('/home/')]
    for home in tree.homes_of_people:
        found = None if home in there else tree.stat(home, follow=False)
        if found is not None and stat.S_ISDIR(found.st_mode):
            tree.people.append({'name': home.rpartition('/')[2], 'uid': found.st_uid, 'home': home, 'shell': ''})


# --- what may have been left by an intruder --------------------------------------------------------------------------------

class Triage:
    """What gives access or runs by itself. Each is a fact: that it is not listed says nothing of a system."""

    def __init__(self, survey, tree):
        self.survey, self.tree = survey, tree

    def collect(self):
        for check in (self.accounts, self.keys, self.ssh_server, self.sudo, self.cron, self.units, self.preload, self.pam, self.start_up, self.shells):
            if time.monotonic() < self.survey.deadline:
                check()

    def note(self, kind, path, follow=True, **more):
        found = self.tree.stat(path, follow)
        if found is not None:
            self.survey.note(self.tree, path, kind, found, **more)

    def files(self, folder, limit=500):
        """Regular files of a folder, and links: what they lead to is told."""
        for name in self.tree.names(folder, limit):
            path = folder + '/' + name
            found = self.tree.stat(path, follow=False)
            if found is not None and not stat.S_ISDIR(found.st_mode):
                yield path, name, found

    def accounts(self):
        for entry in self.tree.passwd:
            if entry['uid'] == 0 and entry['name'] != 'root':
                self.note('uid-0', '/etc/passwd', detail='%s %s' % (entry['name'], entry['shell']))

    def keys(self):
        for home in self.tree.homes:
            for name in ('authorized_keys', 'authorized_keys2'):
                path = home.rstrip('/') + '/.ssh/' + name
                content = self.tree.read(path)
                keys = [key for key in map(fingerprint, lines(content)) if key] if content else []
                if keys:
                    self.note('authorized-keys', path, detail='; '.join(keys[:4]), count=len(keys))

    def ssh_server(self):
        telling = re.compile(r'(?i)(PermitRootLogin|AuthorizedKeysFile|AuthorizedKeysCommand|PasswordAuthentication|PermitEmptyPasswords|TrustedUserCAKeys|ForceCommand)\s+\S')
        for path in ['/etc/ssh/sshd_config'] + [path for path, _, _ in self.files('/etc/ssh/sshd_config.d')]:
            said = [line for line in lines(self.tree.read(path) or b'') if telling.match(line)]
            if said:
                self.note('ssh-server', path, detail='; '.join(said))

    def sudo(self):
        for path in ['/etc/sudoers'] + [path for path, _, _ in self.files('/etc/sudoers.d')]:
            rules = [line.split() for line in lines(self.tree.read(path) or b'') if not re.match(r'Defaults|@include|[A-Z][a-z]+_Alias', line)]
            if rules:
                who = [rule[0] + (' NOPASSWD' if any('NOPASSWD' in word for word in rule) else '') for rule in rules]
                self.note('sudo', path, count=len(rules), detail=', '.join(dict.fromkeys(who)))
        for line in words(self.tree.read('/etc/group') or b'').splitlines()[:5000]:
            fields = line.split(':')
            if len(fields) == 4 and fields[0] in ('sudo', 'wheel', 'admin', 'root', 'docker', 'lxd', 'disk', 'shadow') and fields[3]:
                self.note('sudo', '/etc/group', detail='%s: %s' % (fields[0], fields[3]))

    def cron(self):
        folders = ['/etc/cron.d', '/etc/cron.hourly', '/etc/cron.daily', '/etc/cron.weekly', '/etc/cron.monthly',
                   '/var/spool/cron', '/var/spool/cron/crontabs', '/var/spool/cron/atjobs', '/var/spool/at']
        for path in ['/etc/crontab', '/etc/anacrontab'] + [path for folder in folders for path, name, _ in self.files(folder) if name not in ('.placeholder', '.SEQ')]:
            table = not re.match('/etc/cron[.](hourly|daily|weekly|monthly)/', path)
            self.note('cron', path, follow=False, count=len(lines(self.tree.read(path) or b'')) if table else None)

    def units(self):
        homes = [home.rstrip('/') + '/.config/systemd/user' for home in self.tree.homes]
        for top in ['/etc/systemd/system', '/etc/systemd/user'] + homes:
            for folder in [top] + [top + '/' + name for name in self.tree.names(top, 300) if name.endswith(('.wants', '.requires', '.d'))]:
                for path, name, found in self.files(folder):
                    self.unit(path, name, found)
        seen = set()                                     # /lib is /usr/lib on most systems
        for folder in ('/usr/lib/systemd/system', '/lib/systemd/system') if self.tree.packages == 'dpkg' else ():
            for path, name, found in self.files(folder, 2000):
                if stat.S_ISREG(found.st_mode) and name.endswith(('.service', '.timer')) and key_of(found) not in seen:
                    seen.add(key_of(found))
                    self.note('systemd-packaged', path)

    def unit(self, path, name, found):
        if stat.S_ISLNK(found.st_mode):
            link = self.link(path)
            if not re.match(r'(/usr)?/lib/systemd/|/etc/systemd/|/dev/null$|\.\./|[^/]+$', link):
                self.note('systemd', path, follow=False, detail='→ ' + link)
        elif name.endswith(('.service', '.timer', '.socket', '.path', '.mount', '.conf')):
            self.note('systemd', path)

    def link(self, path):
        try:
            parts = self.tree.locate(path, follow=False)
            folder = self.tree.folder_of(parts[:-1])
            try:
                return os.readlink(parts[-1], dir_fd=folder)
            finally:
                os.close(folder)
        except (OSError, ValueError, IndexError):
            return ''

    def preload(self):
        content = self.tree.read('/etc/ld.so.preload')
        if content is not None:
            self.note('preload', '/etc/ld.so.preload', count=len(lines(content)), detail='; '.join(lines(content)[:3]) or None)
        said = [line for line in lines(self.tree.read('/etc/environment') or b'') if 'LD_' in line]
        if said:
            self.note('preload', '/etc/environment', detail='; '.join(said))

    def is_newer(self, found):
        """Changed after the system's first boot: what came with its image is older. An hour for what that boot does."""
        return self.tree.first_boot is None or found.st_mtime > self.tree.first_boot + 3600

    def unless_packaged(self, kind, path, found):
        """Told when no package has it, or where that can't be asked, when it is newer than the system."""
        if self.tree.packages == 'dpkg':
            self.note(kind + '-packaged', path, follow=False)
        elif self.is_newer(found):
            self.note(kind, path, follow=False)

    def pam(self):
        for path, _, found in self.files('/etc/pam.d'):
            if self.is_newer(found):
                self.note('pam', path)
        tops = ['/lib', '/usr/lib']
        folders = ['/lib64/security', '/usr/lib64/security'] + [top + '/' + name + '/security' for top in tops for name in self.tree.names(top, 500) if '-linux-gnu' in name]
        seen = set()
        for folder in folders:
            for path, name, found in self.files(folder):
                if name.endswith('.so') and key_of(found) not in seen:
                    seen.add(key_of(found))
                    self.unless_packaged('pam', path, found)

    def start_up(self):
        for path in ('/etc/rc.local', '/etc/rc.d/rc.local'):
            content = self.tree.read(path)
            if content is not None:
                self.note('start-up', path, count=len(lines(content)))
        for folder in ('/etc/init.d', '/etc/profile.d', '/etc/update-motd.d', '/etc/network/if-up.d', '/etc/NetworkManager/dispatcher.d', '/etc/udev/rules.d', '/etc/modules-load.d'):
            for path, name, found in self.files(folder):
                self.unless_packaged('start-up', path, found)

    def shells(self):
        skeleton = {name: self.tree.read('/etc/skel/' + name) for name in ('.bashrc', '.profile', '.bash_profile', '.bash_logout', '.zshrc')}
        skeleton.update({'.ssh/rc': None, '.config/autostart': None, '.xprofile': None})
        for home in self.tree.homes:
            for name in skeleton:
                path = home.rstrip('/') + '/' + name
                content = self.tree.read(path)
                found = self.tree.stat(path)
                if content and content != skeleton[name] and self.is_newer(found):
                    self.note('shell-start', path)


def fingerprint(line):
    """`ssh-ed25519 SHA256:… comment`, as ssh-keygen -l says it; the names of the options before it, not what they say."""
    found = KEY.match(line)
    if not found:
        return None
    before, kind, blob, comment = found.groups()
    try:
        digest = base64.b64encode(hashlib.sha256(base64.b64decode(blob + '=' * (-len(blob) % 4))).digest()).decode().rstrip('=')
    except ValueError:
        return None
    options = re.findall(r'(?:^|,)\s*([A-Za-z-]{2,30})', re.sub(r'"(?:\\.|[^"])*"', '', before))
    return ' '.join((['[%s]' % ','.join(options[:5])] if options else []) + [kind, 'SHA256:' + digest] + ([comment.strip()[:60]] if comment else []))


def compare_with_packages(tree, facts, deadline):
    """Of what packages usually bring only the rest is told. dpkg's lists are text; rpm's database is not read."""
    wanted = ('setuid', 'cron', 'sudo', 'ssh-server', 'systemd', 'pam', 'pam-packaged', 'systemd-packaged', 'start-up-packaged', 'start-up')
    paths = {fact['path'] for kind in wanted for fact in facts.get(kind, [])}
    if tree.packages == 'dpkg' and paths:
        known, complete = packaged(tree, {os.fsencode(name) for path in paths for name in both_names(path)}, deadline)
        for kind in wanted:
            for fact in facts.get(kind, []):
                found = any(os.fsencode(name) in known for name in both_names(fact['path']))
                fact['packaged'] = True if found else False if complete else None
    for kind in [kind for kind in facts if kind.endswith('-packaged')]:
        rest = [fact for fact in facts.pop(kind) if fact['packaged'] is False]
        if rest:
            facts.setdefault(kind[:-len('-packaged')], []).extend(rest)


def both_names(path):
    """/bin is a link to /usr/bin, and packages still have the old name of what is in it."""
    yield path
    if path.startswith('/usr/'):
        yield path[4:]
    elif re.match('/(bin|sbin|lib[0-9]*)/', path):
        yield '/usr' + path


def packaged(tree, paths, deadline):
    known, budget = set(), MAX_PACKAGE_BYTES
    for name in tree.names('/var/lib/dpkg/info'):
        if name.endswith('.list'):
            content = tree.read('/var/lib/dpkg/info/' + name, 20_000_000)
            budget -= len(content or b'')
            if content is None or budget < 0 or time.monotonic() > deadline + 5:
                return known, False
            known |= paths.intersection(content.split(b'\n'))
    return known, True


if __name__ == '__main__':
    main()
