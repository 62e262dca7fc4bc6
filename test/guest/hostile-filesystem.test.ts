import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { type AttachedImage, type Bench, openBench, UNCHANGED } from './bench.ts';
import { must } from './guest-program.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
}, DISK_TOOLS_TIMEOUT_MS);

afterAll(async () => bench.close());

/** An ext4 on the whole disk, filled by a script; inspected, released, and found unchanged. */
async function inspected(name: string, script: string, mkfs: string[] = [], mib = 32): Promise<VolumeInspection> {
  const image = await bench.image(name, mib);
  const device = await bench.loop(image);
  await must(['mkfs.ext4', '-q', '-O', '^has_journal', ...mkfs, device]);
  await bench.fill(device, script);
  await bench.unloop(device);
  const disk: AttachedImage = await bench.attach(image);
  const [volume] = await bench.inspect(disk);
  expect(await bench.detach(disk)).toEqual(UNCHANGED);
  if (volume === undefined) throw new Error('one disk in, one report out');
  return volume;
}

const ROOT = 'mkdir -p etc usr/bin usr/lib; ln -s usr/bin bin; echo "LABEL=x / ext4" > etc/fstab\n';

const namesOf = (volume: VolumeInspection): string[] =>
  volume.filesystems[0]?.listing?.entries.map(({ path }) => path) ?? [];

describe('links on the disk', () => {
  it('lead nowhere outside it: /etc/os-release -> /etc/shadow is the shadow file of the disk', async () => {
    const volume = await inspected(
      'absolute',
      `${ROOT} ln -s /etc/shadow etc/os-release; echo 'PRETTY_NAME="inside"' > etc/shadow; ln -s ../../../../../../etc/name etc/hostname; echo victim > etc/name`,
    );
    expect(volume.operatingSystems).toMatchObject([{ prettyName: 'inside', hostname: 'victim' }]);
  });

  it('that have no end on the disk are no file, even if this machine has one there', async () => {
    const volume = await inspected(
      'outside',
      `${ROOT} ln -s /etc/passwd etc/os-release; ln -s ../../../../../../../proc/sys/kernel/hostname etc/hostname`,
    );
    expect(volume.operatingSystems).toMatchObject([{ prettyName: 'Linux', hostname: null }]);
  });

  it('that run in circles, or through a folder that is one, end', async () => {
    const volume = await inspected(
      'circles',
      `${ROOT} ln -s b etc/a; ln -s a etc/b; ln -s a etc/hostname; ln -s /loop/loop/loop etc/os-release; ln -s . loop; rm -r usr/lib; ln -s /usr/lib usr/lib`,
    );
    expect(volume.operatingSystems).toMatchObject([{ prettyName: 'Linux', hostname: null }]);
  });

  it('are listed as links, and not followed', async () => {
    const volume = await inspected('listed', 'mkdir home; ln -s /etc home/etc; ln -s / srv');
    expect(volume.filesystems[0]?.listing?.entries).toContainEqual(
      expect.objectContaining({ path: 'home/etc', type: 'symlink' }),
    );
    expect(namesOf(volume).filter((name) => name.startsWith('srv/'))).toEqual([]);
  });
});

describe('files that are none', () => {
  it('a pipe named /etc/hostname holds nobody up', async () => {
    const volume = await inspected('pipe', `${ROOT} mkfifo etc/hostname home; mkdir -p etc/os-release`);
    expect(volume.operatingSystems).toMatchObject([{ hostname: null, prettyName: 'Linux' }]);
    expect(volume.filesystems[0]?.listing?.entries).toContainEqual(
      expect.objectContaining({ path: 'home', type: 'other' }),
    );
  });

  it('a device named /etc/hostname is not opened: it would be one of this machine', async () => {
    const volume = await inspected('device', `${ROOT} mknod etc/hostname b 7 0; mknod etc/os-release c 1 5`);
    expect(volume.operatingSystems).toMatchObject([{ hostname: null, prettyName: 'Linux' }]);
  });

  it('a hostname of a terabyte is left out', async () => {
    const volume = await inspected('endless', `${ROOT} truncate -s 1T etc/hostname`);
    expect(volume.operatingSystems).toMatchObject([{ hostname: null }]);
  });
});

describe('names on the disk', () => {
  it('of raw bytes, escapes and commands are plain text', async () => {
    const volume = await inspected(
      'names',
      String.raw`touch "$(printf 'caf\351')" "$(printf '\033[2Jcleared')" "$(printf 'two\nlines')" '$(reboot)' -- '-rf'`,
    );
    expect(namesOf(volume)).toEqual(
      expect.arrayContaining(['caf\uFFFD', '\uFFFD[2Jcleared', 'two lines', '$(reboot)', '-rf']),
    );
  });

  it('cannot turn the label into another line of the answer', async () => {
    const volume = await inspected('label', ':', ['-L', 'x\nTYPE=swap']);
    expect(volume.filesystems).toMatchObject([{ fstype: 'ext4', mount: { status: 'mounted' } }]);
    expect(volume.filesystems[0]?.label).not.toMatch(/\p{Cc}/u);
  });

  it('are bounded, in a folder of a hundred thousand files', async () => {
    const volume = await inspected(
      'many',
      'mkdir home home/ada; cd home; seq -f "file-%06g" 100000 | xargs touch',
      ['-N', '110000'],
      64,
    );
    expect(volume.filesystems[0]?.listing).toMatchObject({ truncated: true });
    expect(namesOf(volume)).toHaveLength(200);
  });

  it('are bounded, at the top of the disk too', async () => {
    const volume = await inspected('broad', 'mkdir $(seq 300)');
    expect(volume.filesystems[0]?.listing).toMatchObject({ truncated: true });
    expect(namesOf(volume)).toHaveLength(200);
  });
});
