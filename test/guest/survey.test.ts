import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Survey, SystemSurvey, TriageKind } from '../../src/contract/survey.ts';
import { factsOf, Folders, LIVED_IN, runUnmarked, survey, surveyRoot } from './survey-program.ts';

const folders = new Folders();
afterAll(async () => folders.remove());

let root: string;
let found: Survey;
let system: SystemSurvey;

beforeAll(async () => {
  root = await folders.make(await readFile(LIVED_IN, 'utf8'));
  ({ survey: found, system } = await surveyRoot(root));
});

const MIB = 1024 ** 2;
const pathsOf = (kind: TriageKind): string[] => factsOf(system, kind).map(({ path }) => path);

describe('a system', () => {
  it('tells its name, its machine, its time zone, and when it lived', () => {
    expect(system).toMatchObject({
      root,
      hostname: 'genomics-web',
      architecture: 'x86_64',
      timeZone: 'America/Toronto',
      packages: 'dpkg',
      firstBootAt: '2025-03-01T12:00:00Z',
      lastActiveAt: '2026-10-01T08:00:00Z',
    });
    expect(found).toMatchObject({ cut: false, file: null });
  });

  it('has its people with what their homes hold: accounts, and homes without an account', () => {
    const users = system.users.map(({ name, uid, home, shell }) => ({ name, uid, home, shell }));
    expect(users).toEqual([
      { name: 'ada', uid: 1000, home: '/home/ada', shell: '/bin/bash' },
      { name: 'eve', uid: 1001, home: '/home/eve', shell: '' },
      { name: 'root', uid: 0, home: '/root', shell: '/bin/bash' },
      { name: 'toor', uid: 0, home: '/root', shell: '/bin/sh' },
    ]);
  });

  it('counts a hard link once, and a sparse file as what it takes', () => {
    const bytes = system.users[0]?.size?.bytes ?? 0;
    expect(bytes).toBeGreaterThanOrEqual(3 * MIB);
    expect(bytes).toBeLessThan(4 * MIB);
  });

  it('tells the newest and the oldest change, but for times that are yet to come', () => {
    expect(system.users[0]?.size).toMatchObject({
      newest: { path: `${root}/home/ada/thesis/runs.bin`, at: '2026-10-01T08:00:00Z' },
      oldest: { path: `${root}/home/ada/thesis/sparse.img`, at: '2024-01-15T08:00:00Z' },
      partial: false,
    });
    expect(system.places.find(({ kind }) => kind === 'srv')?.size).toMatchObject({ newest: null });
  });

  it('has its data where data usually lies, the largest first, with the place on the recovery server', () => {
    const places = system.places.map(({ kind, path }) => `${kind} ${path}`);
    expect(places.slice(0, 3)).toEqual(['home /home', 'mysql /var/lib/mysql', 'srv /srv']);
    expect(places.slice(3).toSorted()).toEqual([
      'conda /home/ada/miniconda3',
      'docker /var/lib/docker',
      'docker /var/lib/docker/volumes',
      'home /root',
      'www /var/www',
    ]);
    expect(system.places[0]?.at).toBe(`${root}/home`);
  });
});

describe('what support should not carry over blindly', () => {
  it('accounts that are root under another name', () => {
    expect(factsOf(system, 'uid-0')).toMatchObject([{ path: '/etc/passwd', detail: 'toor /bin/sh' }]);
  });

  it('keys that let in, by fingerprint, comment and the names of their options', () => {
    const [newest, older] = factsOf(system, 'authorized-keys');
    expect(newest).toMatchObject({ path: '/root/.ssh/authorized_keys', owner: 'root', count: 2 });
    expect(newest?.detail).toMatch(
      /^ssh-ed25519 SHA256:[A-Za-z0-9+/]{43} kali; \[no-pty,command\] ssh-ed25519 SHA256:[A-Za-z0-9+/]{43}$/,
    );
    expect(newest?.modifiedAt).toBe('2026-09-30T23:10:00Z');
    expect(older).toMatchObject({ path: '/home/ada/.ssh/authorized_keys', owner: 'ada', count: 1 });
  });

  it('who may become root', () => {
    expect(factsOf(system, 'sudo')).toMatchObject([
      { path: '/etc/sudoers.d/90-backup', detail: 'www-data NOPASSWD', count: 1, packaged: false },
      { path: '/etc/sudoers', detail: 'root, %sudo', count: 2 },
      { path: '/etc/group', detail: 'sudo: ada,eve' },
    ]);
  });

  it('what runs by itself: cron, units, timers of people, what starts with the system', () => {
    expect(pathsOf('cron')).toEqual(['/etc/cron.d/.sync', '/var/spool/cron/crontabs/ada']);
    expect(system.triage.find(({ kind }) => kind === 'cron')).toMatchObject({ ordinary: 2 });
    expect(pathsOf('systemd')).toEqual([
      '/etc/systemd/system/system-update.service',
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ]);
    expect(pathsOf('systemd')).toEqual(
      expect.arrayContaining([
        '/etc/systemd/system/logger.service',
        '/home/eve/.config/systemd/user/beacon.timer',
        '/usr/lib/systemd/system/dbus-helper.service',
      ]),
    );
    expect(factsOf(system, 'systemd')).toContainEqual(expect.objectContaining({ detail: '→ /home/eve/evil.service' }));
    expect(pathsOf('start-up')).toEqual(['/etc/rc.local']);
  });

  it('what is slipped under every program or login', () => {
    expect(factsOf(system, 'preload')).toMatchObject([
      { path: '/etc/ld.so.preload', detail: '/usr/local/lib/libsystem.so', count: 1 },
    ]);
    expect(pathsOf('pam')).toEqual(['/etc/pam.d/sshd']);
    expect(factsOf(system, 'ssh-server')).toMatchObject([{ detail: 'PermitRootLogin yes' }]);
    expect(pathsOf('shell-start')).toEqual(['/home/eve/.bashrc']);
  });

  it('setuid programs that no package brought, /bin and /usr/bin being one', () => {
    expect(factsOf(system, 'setuid')).toMatchObject([{ path: '/usr/bin/.su', detail: '4755', packaged: false }]);
    expect(system.triage.find(({ kind }) => kind === 'setuid')).toMatchObject({ ordinary: 2 });
  });

  it('programs where only temporary files belong, by their mode or by what they are', () => {
    expect(pathsOf('temporary-program').toSorted()).toEqual(['/dev/shm/run', '/tmp/notes.txt', '/var/tmp/.x/kworker']);
  });

  it('scripts among what visitors upload', () => {
    expect(factsOf(system, 'web-script')).toMatchObject([
      { path: '/var/www/html/wp-content/uploads/2026/avatar.php', owner: 'www-data' },
    ]);
  });

  it('in the order in which support reads', () => {
    expect(system.triage.map(({ kind }) => kind)).toEqual([
      'uid-0',
      'authorized-keys',
      'sudo',
      'ssh-server',
      'preload',
      'pam',
      'cron',
      'systemd',
      'start-up',
      'shell-start',
      'setuid',
      'temporary-program',
      'web-script',
    ]);
  });
});

describe('a system over several file systems', () => {
  it('is one: /home of another disk belongs to it, and is where that disk is mounted', async () => {
    const top = await folders.make(
      "mkdir -p etc usr home srv; echo 'ada:x:1000:1000::/home/ada:/bin/sh' > etc/passwd; ln -s home/ada/public srv/www",
    );
    const home = await folders.make(
      'mkdir -p ada/.ssh ada/public/uploads; echo x > ada/file; echo y > ada/public/uploads/x.php',
    );
    const both = await survey({ roots: [{ target: top, mounts: { '/home': home } }], filesystems: [top, home] });
    const [one] = both.systems;
    expect(both.systems).toHaveLength(1);
    expect(one?.places).toMatchObject([
      { kind: 'home', path: '/home', at: home },
      { kind: 'srv', path: '/srv' },
    ]);
    expect(one?.users[0]?.size).toMatchObject({ files: 2, newest: { path: expect.stringContaining(home) as string } });
    expect(one === undefined ? [] : factsOf(one, 'web-script')).toMatchObject([
      { path: '/home/ada/public/uploads/x.php' },
    ]);
  });

  it('is found in the subvolume of a btrfs, with what its fstab says of the others', async () => {
    const top = await folders.make(
      "mkdir -p @/etc @/usr @home/ada; echo 'ada:x:1000:1000::/home/ada:/bin/sh' > @/etc/passwd; echo x > @home/ada/file;" +
        "printf 'UUID=1 / btrfs subvol=@ 0 0\\nUUID=1 /home btrfs rw,subvol=/@home 0 0\\n' > @/etc/fstab",
    );
    const { systems } = await survey({ filesystems: [top] });
    expect(systems).toMatchObject([{ root: `${top}/@`, places: [{ path: '/home', at: `${top}/@home` }] }]);
    expect(systems[0]?.users).toMatchObject([{ name: 'ada', size: { files: 1 } }]);
  });

  it('is found in the snapshot that the inspection named, and never above what is mounted', async () => {
    const top = await folders.make(
      'mkdir -p a/.snapshots/4/snapshot/etc a/.snapshots/4/snapshot/usr; echo x > a/.snapshots/4/snapshot/etc/fstab',
    );
    const inside = 'a/.snapshots/4/snapshot';
    const asked = async (target: string, below: string) =>
      survey({ roots: [{ target, below, mounts: {} }], filesystems: [target] });
    expect((await asked(top, inside)).systems).toMatchObject([{ root: `${top}/${inside}` }]);
    expect((await asked(`${top}/a`, `../${inside}`)).systems).toEqual([]);
  });

  it('is none on a disk of data, whose folders are measured all the same', async () => {
    const data = await folders.make(
      'mkdir -p runs/a small; dd if=/dev/zero of=runs/a/1 bs=1024 count=200 2> /dev/null; cp /bin/true small/; chmod 4755 small/true',
    );
    const { systems, filesystems, loose } = await survey({ filesystems: [data] });
    expect(systems).toEqual([]);
    expect(filesystems).toMatchObject([{ mountpoint: data, folders: [{ name: 'runs' }, { name: 'small' }], more: 0 }]);
    expect(loose).toMatchObject([{ kind: 'setuid', facts: [{ path: `${data}/small/true` }] }]);
  });
});

describe('the whole of it', () => {
  it('is kept in a file for root alone, with what the answer only counts', async () => {
    const folder = await folders.make('');
    const file = `${folder}/survey.json`;
    const kept = await survey({ roots: [{ target: root, mounts: {} }], filesystems: [root], file });
    expect(kept.file).toBe(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const Whole = z.object({
      systems: z.tuple([
        z.looseObject({ triage: z.array(z.looseObject({ kind: z.string(), facts: z.array(z.unknown()) })) }),
      ]),
    });
    const [whole] = Whole.parse(JSON.parse(await readFile(file, 'utf8'))).systems;
    expect(whole.triage.find(({ kind }) => kind === 'cron')?.facts).toHaveLength(4);
  });

  it('is not about places that no mount is at', async () => {
    const refused = await runUnmarked({ roots: [], filesystems: ['/etc'] });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain("refusing to look at '/etc'");
  });
});
