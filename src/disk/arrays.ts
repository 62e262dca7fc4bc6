/** Software RAID: which members make an array, which of them count, and whether it can be started. */
import type { ArrayName } from '../contract/remarks.ts';
import { plainText } from '../report/plain-text.ts';
import type { MdMember, ProbeAnswer, ProbedNode } from './guest-protocol.ts';
import { levelName, membersNeeded } from './levels.ts';
import { type Remarked, told } from './told.ts';

interface Member extends MdMember {
  path: string;
}

export interface RaidArray {
  uuid: string;
  name: string;
  level: number;
  metadata: string;
  disks: number;
  /** That are here and agree on the newest state, by slot. */
  members: Member[];
  /** That are here and hold something older, or have no slot. */
  outOfDate: Member[];
  spare: Member[];
  /** Slots that nobody here has. */
  missing: number[];
  /** Null when it can be started; else why not. */
  objection: (Remarked & { code: 'incomplete-array' | 'uuid-twice' | 'unsupported' }) | null;
}

/** Bitmap, recovery under way, bad blocks, a layout of raid0: what else a feature says may need writing, or be half done. */
const HARMLESS_FEATURES = 0x1 | 0x2 | 0x8 | 0x1000;
const METADATA = /^(?:0\.90|1\.[012])$/;

export function arraysOf({ volumes, opened }: ProbeAnswer): RaidArray[] {
  const nodes = [...volumes.flatMap((volume) => volume.nodes), ...opened];
  const members = nodes.flatMap(memberOf);
  const uuids = [...new Set(members.map(({ uuid }) => uuid))];
  return uuids.map((uuid) => arrayOf(members.filter((member) => member.uuid === uuid)));
}

const memberOf = ({ path, md }: ProbedNode): Member[] => (md === null ? [] : [{ ...md, path }]);

function arrayOf(all: readonly Member[]): RaidArray {
  const newest = Math.max(...all.map(({ events }) => events));
  const [leader] = all.filter(({ events }) => events === newest);
  if (leader === undefined) throw new RangeError('an array has members');
  // The kernel, too, lets one event pass: a member that missed the last update only.
  const isFresh = ({ events, role }: Member): boolean => role !== null && events + 1 >= newest;
  const members = all.filter(isFresh).toSorted((a, b) => (a.role ?? 0) - (b.role ?? 0));
  const slots = new Set(members.map(({ role }) => role));
  const array = {
    uuid: leader.uuid,
    name: leader.name,
    level: leader.level,
    metadata: leader.metadata,
    disks: leader.disks,
    members,
    outOfDate: all.filter((member) => member.role !== null && !isFresh(member)),
    spare: all.filter(({ role }) => role === null),
    missing: Array.from({ length: Math.min(leader.disks, 64) }, (_, slot) => slot).filter((slot) => !slots.has(slot)),
  };
  return { ...array, objection: objectionTo(array, leader) };
}

function objectionTo(array: Omit<RaidArray, 'objection'>, leader: Member): RaidArray['objection'] {
  const { level, disks, members, missing, metadata } = array;
  const needed = membersNeeded(level, disks);
  if (needed === null || !METADATA.test(metadata) || (leader.features & ~HARMLESS_FEATURES) !== 0) {
    const features = `0x${leader.features.toString(16)}`;
    return {
      code: 'unsupported',
      ...told({ code: 'array-unsupported', level: plainText(levelName(level), 20), features }),
    };
  }
  if (new Set(members.map(({ role }) => role)).size < members.length)
    return { code: 'uuid-twice', ...told({ code: 'array-slot-twice' }) };
  if (members.length < needed) {
    const counts = { disks, here: members.length, needed, slots: missing };
    return { code: 'incomplete-array', ...told({ code: 'array-incomplete', level: levelName(level), ...counts }) };
  }
  return null;
}

/** Its UUID where it has no name. */
export const arrayName = ({ level, name, uuid }: Pick<RaidArray, 'level' | 'name' | 'uuid'>): ArrayName => ({
  level: levelName(level),
  name: plainText(name, 80) || uuid,
});

export const canBeAssembled = ({ objection }: RaidArray): boolean => objection === null;
