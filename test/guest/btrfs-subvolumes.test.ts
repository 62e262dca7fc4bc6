import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { type Bench, openBench, UNCHANGED } from './bench.ts';
import { must } from './guest-program.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
}, DISK_TOOLS_TIMEOUT_MS);

afterAll(async () => bench.close());

it('a btrfs whose default is a subvolume is shown from its top, with what lies beside that one', async () => {
  const image = await bench.image('default-subvolume', 128);
  const device = await bench.loop(image);
  await must(['mkfs.btrfs', '-q', device]);
  const script = `
    btrfs subvolume create @
    btrfs subvolume create @home
    mkdir -p @/etc @/usr/lib
    echo 'PRETTY_NAME="Fedora Linux 40"' > @/usr/lib/os-release
    ln -s ../usr/lib/os-release @/etc/os-release
    echo saved > @home/thesis.txt
    btrfs subvolume set-default @`;
  await bench.fill(device, script);
  await bench.unloop(device);
  const disk = await bench.attach(image);
  const [volume] = await bench.inspect(disk);
  expect(volume?.filesystems[0]?.mount).toMatchObject({ status: 'mounted', note: null });
  expect(volume?.filesystems[0]?.listing?.entries.map(({ path }) => path)).toEqual([
    '@',
    '@home',
    '@/etc',
    '@/usr',
    '@home/thesis.txt',
  ]);
  expect(volume?.filesystems[0]).toMatchObject({ role: 'root', subvolumes: ['@', '@home'] });
  expect(volume?.operatingSystems).toMatchObject([{ rootPath: disk.device, prettyName: 'Fedora Linux 40' }]);
  expect(await bench.detach(disk)).toEqual(UNCHANGED);
});

it('an openSUSE is found in the snapshot that is the default, however deep, and not in an older one', async () => {
  const image = await bench.image('default-snapshot', 128);
  const device = await bench.loop(image);
  await must(['mkfs.btrfs', '-q', device]);
  const script = `
    btrfs subvolume create @
    btrfs subvolume create @/.snapshots
    mkdir @/.snapshots/1 @/.snapshots/4
    btrfs subvolume create @/.snapshots/1/snapshot
    mkdir -p @/.snapshots/1/snapshot/etc @/.snapshots/1/snapshot/usr/lib
    echo 'PRETTY_NAME="openSUSE Leap 15.5"' > @/.snapshots/1/snapshot/usr/lib/os-release
    btrfs subvolume snapshot @/.snapshots/1/snapshot @/.snapshots/4/snapshot
    echo 'PRETTY_NAME="openSUSE Leap 15.6"' > @/.snapshots/4/snapshot/usr/lib/os-release
    btrfs subvolume set-default @/.snapshots/4/snapshot`;
  await bench.fill(device, script);
  await bench.unloop(device);
  const disk = await bench.attach(image);
  const [volume] = await bench.inspect(disk);
  expect(volume?.operatingSystems).toMatchObject([
    { rootPath: disk.device, subvolume: '@/.snapshots/4/snapshot', prettyName: 'openSUSE Leap 15.6' },
  ]);
  expect(await bench.detach(disk)).toEqual(UNCHANGED);
});
