import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockDevice } from '../../src/disk/block-device.ts';
import { parseFstab, resolveFstab } from '../../src/disk/fstab.ts';
import { deviceWith } from './handmade-device.ts';

const device = (
  path: string,
  values: Record<string, string> = {},
  stack: string[] = [],
  names: string[] = [],
): BlockDevice => deviceWith(path, { stack, names, blkid: { exit: 0, values, error: '' } });

const root = device('/dev/vdc1', { UUID: '36F3-AA36', LABEL: 'guestroot' }, ['gpt', 'partition 1']);
const second = device('/dev/vdc2', { PART_ENTRY_UUID: 'ab-02', PART_ENTRY_NAME: 'swap space' }, ['gpt', 'partition 2']);
const home = device(
  '/dev/mapper/vg--a-home',
  { UUID: 'f51b' },
  ['lvm vg-a', 'home'],
  ['vg-a/home', 'mapper/vg--a-home'],
);
const devices = [root, second, home];

/** @returns the device that a spec means here, or else the note that says why none. */
const meaning = (spec: string, fstype = 'ext4', from = root): string | null | undefined => {
  const [entry] = resolveFstab([{ spec, mountpoint: '/x', fstype }], devices, from);
  return entry?.device ?? entry?.note;
};

describe('parsing /etc/fstab', () => {
  it('takes entries by blanks or tabs, and leaves comments, empty lines and half lines out', () => {
    const text = '# /etc/fstab\n\n UUID=1 / ext4 defaults 0 1\n/dev/vdb1\t/srv\txfs\n/dev/vdc1 /half\n\t# indented\r\n';
    expect(parseFstab(text)).toEqual([
      { spec: 'UUID=1', mountpoint: '/', fstype: 'ext4' },
      { spec: '/dev/vdb1', mountpoint: '/srv', fstype: 'xfs' },
    ]);
  });

  it('reads an escaped blank as a blank', () => {
    expect(parseFstab(String.raw`LABEL=my\040disk /srv/my\040data ext4`)).toEqual([
      { spec: 'LABEL=my disk', mountpoint: '/srv/my data', fstype: 'ext4' },
    ]);
  });

  it('stops after forty entries', () => {
    expect(parseFstab('a /b ext4\n'.repeat(10_000))).toHaveLength(40);
  });
});

describe('an entry of fstab', () => {
  it.each([
    ['UUID=36f3-aa36', '/dev/vdc1'],
    ['UUID="36F3-AA36"', '/dev/vdc1'],
    ['LABEL=guestroot', '/dev/vdc1'],
    ['PARTUUID=AB-02', '/dev/vdc2'],
    ['PARTLABEL=swap space', '/dev/vdc2'],
    ['/dev/disk/by-uuid/f51b', '/dev/mapper/vg--a-home'],
    ['/dev/vg-a/home', '/dev/mapper/vg--a-home'],
    ['/dev/mapper/vg--a-home', '/dev/mapper/vg--a-home'],
    ['/dev/vda2', '/dev/vdc2'],
    ['/dev/sda2', '/dev/vdc2'],
  ])('that says %s means the device found here as %s', (spec, found) => {
    expect(meaning(spec)).toBe(found);
  });

  it.each([
    ['tmpfs', 'tmpfs', 'not a disk'],
    ['filer:/export', 'nfs4', 'a network file system: not on these volumes'],
    ['/dev/vdb1', 'ext4', "the server's own name of another disk; it can't be translated"],
    ['UUID=gone', 'ext4', 'not on the volumes of this recovery'],
    ['/dev/vda9', 'ext4', 'not on the volumes of this recovery'],
    ['constructor=1', 'ext4', 'not on the volumes of this recovery'],
  ])('that says %s (%s) is said to be %s', (spec, fstype, note) => {
    expect(meaning(spec, fstype)).toBe(note);
  });

  it('names no disk by a digit when the root is a logical volume', () => {
    const [logical] = [device('/dev/mapper/vg-root1', {}, ['lvm vg', 'root1'])];
    const [entry] = resolveFstab([{ spec: '/dev/vda1', mountpoint: '/boot', fstype: 'ext4' }], [logical], logical);
    expect(entry?.device).toBeNull();
  });
});

describe('any fstab at all', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.constantFrom(
            ' ',
            '\t',
            '\n',
            '#',
            String.raw`\033`,
            String.raw`\012`,
            'UUID=',
            '/dev/vda',
            '\u001b[2J',
            '\u202e',
          ),
        ),
      )
      .map((parts) => parts.join('')),
  );

  it('comes out as at most forty bounded lines of plain text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const entries = resolveFstab(parseFstab(text), devices, root);
        expect(entries.length).toBeLessThanOrEqual(40);
        for (const { spec, mountpoint, fstype } of entries) {
          expect(`${spec}${mountpoint}${fstype}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u);
          expect(Math.max(...[spec, mountpoint].map((field) => Array.from(field).length))).toBeLessThanOrEqual(200);
          expect(Array.from(fstype).length).toBeLessThanOrEqual(40);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds every entry that was written with escapes again', () => {
    const field = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => !/^[\s#]|[^\x20-\x7e]/.test(text));
    const escaped = (text: string): string => text.replaceAll('\\', String.raw`\134`).replaceAll(' ', String.raw`\040`);
    fc.assert(
      fc.property(
        fc.array(fc.record({ spec: field, mountpoint: field, fstype: field }), { maxLength: 10 }),
        (entries) => {
          const text = entries
            .map((entry) => [entry.spec, entry.mountpoint, entry.fstype].map(escaped).join('\t'))
            .join('\n');
          expect(parseFstab(text)).toEqual(entries);
        },
      ),
    );
  });
});
