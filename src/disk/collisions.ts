/** Identities that are there twice: a clone beside its original, or a recovery server from the evidence's own image. */
import type { Collision } from '../contract/inspection.ts';
import type { Remark } from '../contract/remarks.ts';
import { plainText } from '../report/plain-text.ts';
import type { BlockDevice } from './block-device.ts';
import type { Blkid, ProbeAnswer } from './guest-protocol.ts';
import type { VolumeGroup } from './lvm.ts';
import { toldShort } from './told.ts';

type Kind = Collision['of'];

interface Identity {
  of: Kind;
  value: string;
  path: string;
  fstype: string;
  own: boolean;
}

/** @returns those that some of the evidence shares, in the order in which they are found. */
export function collisionsOf(
  devices: readonly Pick<BlockDevice, 'path' | 'blkid'>[],
  own: ProbeAnswer['own'],
): Collision[] {
  const all = [
    ...devices.flatMap(({ path, blkid }) => identitiesOf(path, blkid.values, false)),
    ...own.flatMap(({ path, values }) => identitiesOf(path, values, true)),
  ];
  const sharing = new Map<string, Identity[]>();
  for (const identity of all) {
    const key = `${identity.of} ${identity.value}`;
    sharing.set(key, [...(sharing.get(key) ?? []), identity]);
  }
  return [...sharing.values()].flatMap((same) => {
    const [first] = same;
    const paths = [...new Set(same.map(({ path }) => path))].toSorted();
    if (first === undefined || paths.length < 2 || same.every((identity) => identity.own)) return [];
    return [
      {
        of: first.of,
        value: plainText(first.value, 64),
        paths: paths.map((path) => plainText(path, 120)),
        withRecoveryServer: same.some((identity) => identity.own),
        ...handledBy(handledHow(first)),
      },
    ];
  });
}

const OF: Readonly<Record<string, Kind>> = {
  LVM2_member: 'pv-uuid',
  crypto_LUKS: 'luks-uuid',
  linux_raid_member: 'md-uuid',
};

function identitiesOf(path: string, values: Blkid['values'], own: boolean): Identity[] {
  const fstype = values['TYPE'] ?? '';
  const found: Identity[] = [];
  const add = (of: Kind, value: string | undefined): void => {
    if (value !== undefined && value !== '') found.push({ of, value, path, fstype, own });
  };
  // The devices of one btrfs, or of one array, share its UUID; each has another of its own.
  const several = fstype === 'btrfs' || fstype === 'linux_raid_member';
  if (fstype !== '') add(OF[fstype] ?? 'filesystem-uuid', several ? values['UUID_SUB'] : values['UUID']);
  // An MBR without an identity of its own makes these of zeros.
  if (values['PART_ENTRY_UUID']?.startsWith('00000000-') !== true) add('partition-uuid', values['PART_ENTRY_UUID']);
  return found;
}

/** Nothing on the evidence is renamed: what can't live beside its twin is left alone. */
function handledHow({ of, fstype }: Identity): Remark {
  switch (of) {
    case 'pv-uuid':
      return { code: 'handled-group-not-activated' };
    case 'md-uuid':
      return { code: 'handled-array-not-started' };
    case 'luks-uuid':
      return { code: 'handled-opened-by-path' };
    case 'partition-uuid':
      return { code: 'handled-found-by-disk' };
    default:
      return fstype === 'btrfs'
        ? { code: 'handled-btrfs-not-mounted' }
        : { code: fstype === 'xfs' ? 'handled-mounted-nouuid' : 'handled-mounted-by-path' };
  }
}

const handledBy = (remark: Remark): Pick<Collision, 'handled' | 'remark'> => ({ handled: toldShort(remark), remark });

/** Groups of the same name with different UUIDs, and those that are called as one of the recovery server's own. */
export function groupCollisions(groups: readonly VolumeGroup[], ownGroups: readonly string[]): Collision[] {
  const names = [...new Set(groups.filter(({ nameTwice }) => nameTwice).map(({ name }) => name))];
  return names.map((name) => ({
    of: 'vg-name',
    value: plainText(name, 80),
    paths: groups
      .filter((group) => group.name === name)
      .flatMap(({ devices }) => devices.map((path) => plainText(path, 120)))
      .toSorted(),
    withRecoveryServer: ownGroups.includes(name),
    ...handledBy({ code: 'handled-one-group-at-a-time' }),
  }));
}

/** Paths that may not be used, since the kernel or LVM would mix them up with their twins. */
export const pathsOf = (collisions: readonly Collision[], of: Kind): ReadonlySet<string> =>
  new Set(collisions.filter((collision) => collision.of === of).flatMap(({ paths }) => paths));
