import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Layer, VolumeInspection } from '../../src/contract/inspection.ts';
import { handSteps } from '../../src/report/by-hand.ts';
import { boxesOf } from '../../src/report/page/boxes.ts';
import { hostileStatus } from './hostile-recovery.ts';

const FOLDER = new URL('../fixtures/disks/', import.meta.url);
const recorded = (name: string): VolumeInspection[] =>
  JSON.parse(readFileSync(new URL(`${name}.inspection.json`, FOLDER), 'utf8')) as VolumeInspection[];
const diskOf = (name: string): Layer => {
  const layers = recorded(name)[0]?.layers ?? null;
  if (layers === null) throw new Error(`${name} has no layers`);
  return layers;
};
const drawn = (name: string): string[] =>
  boxesOf(diskOf(name)).map(
    ({ layers, row, start, width }) =>
      `${row} ${layers.map(({ kind, name: called }) => called ?? kind).join('+')} ${Math.round(start * 100)}+${Math.round(width * 100)}`,
  );

describe('the boxes of a disk', () => {
  it('are to scale, with what fills a partition in its box, and logical partitions inside the extended one', () => {
    expect(drawn('mbr-logical')).toEqual([
      '0 disk 0+100',
      '1 partition 1+filesystem 0+20',
      '1 partition 2 20+80',
      '2 partition 5+filesystem 20+10',
      '2 partition 6+filesystem 30+70',
    ]);
  });

  it('show a volume group as wide as what it lies on, and its logical volumes side by side', () => {
    expect(drawn('root-on-lvm')).toEqual([
      '0 disk 0+100',
      '1 partition 1+filesystem 0+6',
      '1 partition 2+filesystem 6+32',
      '1 partition 3+lvm-pv 39+61',
      '2 rl 39+61',
      '3 root+filesystem 43+56',
      '3 swap+swap 39+5',
    ]);
  });

  it('stay inside the disk, whatever it says of itself', () => {
    fc.assert(
      fc.property(hostileStatus, ({ report }) => {
        for (const { layers } of report?.volumes ?? [])
          for (const { start, width } of layers === null ? [] : boxesOf(layers)) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(width).toBeGreaterThanOrEqual(0);
            expect(start + width).toBeLessThanOrEqual(1.000_001);
          }
      }),
    );
  });
});

describe('the commands by hand', () => {
  it('activate a group read-only, mount what is in it, and let go from the top down', () => {
    const steps = Object.fromEntries(handSteps(recorded('root-on-lvm')).map(({ kind, commands }) => [kind, commands]));
    expect(Object.keys(steps)).toEqual(['name', 'protect', 'activate', 'mount', 'release']);
    expect(steps['activate']?.join()).toMatch(
      /^vgchange -ay --config 'activation \{ volume_list = \["rl\/root", "rl\/swap"\] read_only_volume_list = \["rl"\] auto_activation_volume_list = \[\] \}' --select vg_uuid=[\w-]{38}$/,
    );
    expect(steps['mount']).toContain(
      'mkdir -p /mnt/recovered/m2 && mount -t xfs -o ro,norecovery,nouuid,nosuid,nodev,noexec /dev/mapper/rl-root /mnt/recovered/m2',
    );
    expect(steps['release']?.at(-1)).toMatch(/^vgchange -an /);
  });

  it('activate on overlays what writes to its disks, and what only maps blocks on the disks themselves', () => {
    const steps = Object.fromEntries(handSteps(recorded('lvm-thin')).map(({ kind, commands }) => [kind, commands]));
    expect(steps['activate']?.join()).toContain('volume_list = ["vgthin/plain"]');
    expect(steps['overlay']).toEqual([
      'truncate -s 64M /run/overlay1 && dmsetup create overlay1 --table "0 $(blockdev --getsz "$DISK1") snapshot $(readlink -f "$DISK1") $(losetup -f --show /run/overlay1) N 8"',
      expect.stringContaining('"a|^/dev/mapper/overlay1$|", "r|.*|"'),
    ]);
    expect(steps['overlay']?.join()).toContain('volume_list = ["vgthin/thin"]');
    expect(steps['release']?.slice(-3)).toEqual([
      expect.stringContaining('vgchange -an --config'),
      'dmsetup remove overlay1 && losetup -d "$(losetup -n -O NAME -j /run/overlay1)" && rm /run/overlay1',
      expect.stringMatching(/^vgchange -an --select vg_uuid=/),
    ]);
  });

  it('leave an incomplete group alone, and open what is encrypted only read-only', () => {
    expect(handSteps(recorded('lvm-missing-pv')).map(({ kind }) => kind)).not.toContain('activate');
    const open = handSteps(recorded('luks2')).find(({ kind }) => kind === 'open');
    expect(open?.commands.join()).toMatch(
      /^cryptsetup open --readonly \/dev\/disk\/by-uuid\/([0-9a-f]{8})-[0-9a-f-]{27} opened-\1$/,
    );
  });

  it('mount read-only and nothing else, for every disk that was ever recorded', () => {
    const names = readdirSync(FOLDER).flatMap((file) => /^(.+)\.inspection\.json$/.exec(file)?.[1] ?? []);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names)
      for (const { kind, commands } of handSteps(recorded(name)))
        for (const command of kind === 'mount' ? commands : []) expect(command).toMatch(/ mount -t \S+ -o '?ro,\S+ /);
  });

  it('run nothing that others wrote', () => {
    fc.assert(
      fc.property(hostileStatus, ({ report }) => {
        for (const { commands } of handSteps(report?.volumes ?? []))
          for (const command of commands) {
            const bare = command.replaceAll(/'(?:[^']|'\\'')*'/g, 'Q');
            expect(bare).not.toMatch(/[\n\r`;<>(){}\\*?!#~]|\$(?!DISK\d)/);
          }
      }),
    );
  });
});
