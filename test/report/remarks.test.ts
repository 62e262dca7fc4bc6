import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Layer, VolumeInspection } from '../../src/contract/inspection.ts';
import type { Remark, RemarkCode, RemarkOf } from '../../src/contract/remarks.ts';
import { volumeIn } from '../../src/report/in-language.ts';
import { tell } from '../../src/report/remarks.ts';
import { sentence } from '../../src/report/words/remarks.ts';
import { remarksEn } from '../../src/report/words/remarks-en.ts';
import { remarksFr } from '../../src/report/words/remarks-fr.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/disks/', import.meta.url));
const recorded = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.inspection.json'))
  .map((name) => [name, JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')) as VolumeInspection[]] as const);

const because: Remark = { code: 'lvm-name-odd' };
const array = { level: 'raid5', name: 'data' };

/** One of each code that has data: the compiler misses none. */
const DETAILED: { [Code in Exclude<RemarkCode, PlainCode>]: RemarkOf<Code> } = {
  encrypted: { code: 'encrypted', with: 'LUKS2', command: 'sudo cryptsetup open' },
  'filesystem-unsupported': { code: 'filesystem-unsupported', fstype: 'jfs' },
  'no-driver': { code: 'no-driver', fstype: 'f2fs' },
  'mount-failed': { code: 'mount-failed', error: 'bad superblock.', xfs4: true },
  unreadable: { code: 'unreadable', error: 'Input/output error' },
  'signatures-contradict': { code: 'signatures-contradict', signatures: [{ type: 'ext4', offset: 1080 }] },
  'signatures-beside': { code: 'signatures-beside', signatures: [{ type: 'ext4', offset: 1080 }] },
  'journal-elsewhere': { code: 'journal-elsewhere', uuid: 'u', dirty: true },
  opened: { code: 'opened', path: '/dev/dm-0' },
  'group-incomplete': { code: 'group-incomplete', missing: 1, uuids: ['u'] },
  'activation-writes': { code: 'activation-writes', segtype: 'thin', writes: 'thin' },
  'physical-volume-of': { code: 'physical-volume-of', group: 'vg', because },
  'array-unsupported': { code: 'array-unsupported', level: 'raid5', features: '0x4' },
  'array-incomplete': { code: 'array-incomplete', level: 'raid5', disks: 3, here: 1, needed: 2, slots: [0, 2] },
  'array-not-started': { code: 'array-not-started', error: 'Invalid argument' },
  'array-degraded': { code: 'array-degraded', disks: 3, slots: [2] },
  'array-members-behind': { code: 'array-members-behind', paths: ['/dev/vdb'] },
  'member-left': { code: 'member-left', ...array, because },
  'member-not-started': { code: 'member-not-started', ...array, error: 'Invalid argument' },
  'member-behind': { code: 'member-behind', ...array },
  'member-spare': { code: 'member-spare', ...array },
  member: { code: 'member', ...array },
  'btrfs-incomplete': { code: 'btrfs-incomplete', devices: 3, here: 1, missing: ['u', null] },
  'btrfs-member': { code: 'btrfs-member', at: '/dev/vdb' },
  'first-look': { code: 'first-look', mounted: ['/mnt'], active: ['dm-0'], swaps: ['/dev/vdb2'] },
  stranger: { code: 'stranger', path: '/dev/vdd', sizeBytes: 1024, serial: '' },
  'lvm-said': { code: 'lvm-said', error: 'Bad magic' },
  'group-lacks': { code: 'group-lacks', group: 'vg', missing: 1 },
  'group-not-activated': { code: 'group-not-activated', group: 'vg', because },
  'group-failed': { code: 'group-failed', group: 'vg', error: 'Bad magic' },
  'logical-volume-writes': { code: 'logical-volume-writes', volume: 'vg/lv', segtype: 'raid1' },
  overlaid: { code: 'overlaid', segtype: 'thin', writes: 'thin' },
  'logical-volumes-overlaid': { code: 'logical-volumes-overlaid', group: 'vg', volumes: ['lv'] },
  'logical-volume-not-activated': { code: 'logical-volume-not-activated', volume: 'vg/lv', because },
  'array-remark': { code: 'array-remark', ...array, because },
  'partition-beyond-the-end': { code: 'partition-beyond-the-end', path: '/dev/vdb1' },
  'device-signatures': { code: 'device-signatures', path: '/dev/vdb1', because },
  'filesystems-left-out': { code: 'filesystems-left-out', count: 2 },
};
type PlainCode = { [Code in RemarkCode]: { code: Code } extends RemarkOf<Code> ? Code : never }[RemarkCode];

const codes = Object.keys(remarksEn) as RemarkCode[];
const remarkOf = (code: RemarkCode): Remark => (DETAILED as Partial<Record<RemarkCode, Remark>>)[code] ?? plain(code);
const plain = (code: RemarkCode): Remark => ({ code }) as Remark;

describe('what the inspection says of a disk', () => {
  it('has words in both languages, whatever it is', () => {
    expect(Object.keys(remarksFr).toSorted()).toEqual(codes.toSorted());
    expect(Object.keys(DETAILED).length).toBeGreaterThan(30);
  });

  it.each(codes)('%s is a sentence in each language, with what could be done in both or neither', (code) => {
    const english = tell(remarkOf(code), 'en');
    const french = tell(remarkOf(code), 'fr');
    expect(sentence(english)).toMatch(/^\S.{3,}\S$/);
    expect(sentence(french)).not.toBe(sentence(english));
    expect(french.advice === '').toBe(english.advice === '');
    for (const text of [english, french].map(sentence)) expect(text).not.toMatch(/undefined|NaN|\[object|\s\s/);
    // Typographic apostrophes, and a blank before a colon that ends a clause.
    expect(sentence(french)).not.toMatch(/'|[a-zé]: /);
  });

  it('names each missing member once, in the plural where there are several', () => {
    const incomplete: Remark = {
      code: 'array-incomplete',
      level: 'raid6',
      disks: 5,
      here: 1,
      needed: 3,
      slots: [1, 3],
    };
    expect(tell(incomplete, 'fr').reason).toBe(
      'Une grappe de type raid6 à 5 membres, dont 1 ici et à jour; il en faut 3. Manque : emplacements 1, 3.',
    );
    expect(tell({ code: 'array-degraded', disks: 2, slots: [1] }, 'fr').reason).toMatch(
      /^1 de ses 2 membres n’est pas/,
    );
    expect(tell({ code: 'group-incomplete', missing: 2, uuids: ['a', 'b'] }, 'fr').reason).toBe(
      '2 de ses volumes physiques ne sont pas ici : a, b.',
    );
  });
});

describe('the report of a disk in French', () => {
  it.each(recorded)('has none of the English sentences about %s', (_, volumes) => {
    for (const volume of volumes) {
      const english = sentencesOf(volume);
      const french = sentencesOf(volumeIn(volume, 'fr'));
      expect(french).toHaveLength(english.length);
      for (const [index, text] of english.entries()) expect(french[index]).not.toBe(text);
    }
  });

  it('says what it can of an inspection from before there were remarks: all of it, in English', () => {
    for (const volume of recorded.flatMap(([, volumes]) => volumes)) {
      const old = JSON.parse(
        JSON.stringify(volume, (key, value: unknown) => (/remark/i.test(key) ? undefined : value)),
      ) as VolumeInspection;
      expect(sentencesOf(volumeIn(old, 'fr'))).toEqual(sentencesOf(volume));
    }
  });

  it('leaves in English what a later release has remarked', () => {
    const later = { code: 'physical-volume-of', group: 'vg', because: { code: 'of-later' } } as unknown as Remark;
    const [, [volume] = []] = recorded[0] ?? [];
    if (volume === undefined) throw new Error('there are recordings');
    const warned = { ...volume, warnings: ['Told in English.'], warningRemarks: [later] };
    expect(volumeIn(warned, 'fr').warnings).toEqual(['Told in English.']);
  });
});

/** All that is said of a volume, in a fixed order. */
const sentencesOf = (volume: VolumeInspection): string[] =>
  [
    ...volume.warnings,
    ...volume.collisions.map(({ handled }) => handled),
    ...volume.filesystems.flatMap(({ mount }) =>
      mount.status === 'mounted' ? (mount.note ?? []) : [mount.reason, mount.advice],
    ),
    ...volume.operatingSystems.flatMap(({ fstab }) => fstab.flatMap(({ note }) => note ?? [])),
    ...(volume.layers === null ? [] : saidOf(volume.layers)),
  ].filter((text) => text !== '');

const saidOf = ({ verdicts, children }: Layer): string[] => [
  ...verdicts.flatMap(({ reason, advice }) => [reason, advice]),
  ...children.flatMap(saidOf),
];
