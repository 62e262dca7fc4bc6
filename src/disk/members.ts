/** What is said of a device that is part of something larger: the larger thing decides. */
import { plainText } from '../report/plain-text.ts';
import type { RaidArray } from './arrays.ts';
import type { BlockDevice } from './block-device.ts';
import { pathsOf } from './collisions.ts';
import { levelName } from './levels.ts';
import type { NotMountable } from './mount-plan.ts';
import type { Stack } from './stack.ts';

export function memberObjection(device: BlockDevice, stack: Stack): NotMountable | null {
  switch (device.blkid.values['TYPE']) {
    case 'LVM2_member':
      return physicalVolume(device, stack);
    case 'linux_raid_member':
      return raidMember(device, stack);
    default:
      return opened(device, stack);
  }
}

function physicalVolume({ path }: BlockDevice, { groups, collisions }: Stack): NotMountable | null {
  const group = groups.find(({ devices }) => devices.includes(path));
  if (group === undefined && pathsOf(collisions, 'pv-uuid').has(path))
    return {
      verdict: 'uuid-twice',
      reason: 'A physical volume of LVM with the UUID of another one here: one may be a copy of the other.',
      advice: 'Recover again with one of them.',
    };
  if (group === undefined || group.objection === null) return null;
  const { code, reason, advice } = group.objection;
  return {
    verdict: code === 'not-activated' ? 'not-a-filesystem' : code,
    reason: `A physical volume of LVM group ${plainText(group.name, 80)}. ${reason}`,
    advice,
  };
}

/** A recording from before arrays were read has no superblock in it. */
function raidMember({ path, md }: BlockDevice, { arrays, assembled }: Stack): NotMountable | null {
  const array = arrays.find(({ uuid }) => uuid === md?.uuid);
  if (md === null || array === undefined) return null;
  const what = `A member of a software RAID (${levelName(array.level)}, ${plainText(array.name, 80) || array.uuid})`;
  if (array.objection !== null) {
    const { code, reason, advice } = array.objection;
    return { verdict: code, reason: `${what}. ${reason}`, advice };
  }
  const error = assembled.arrayErrors.find(({ uuid }) => uuid === array.uuid)?.error;
  if (error !== undefined)
    return {
      verdict: 'unsupported',
      reason: `${what} that the kernel did not start read-only: ${plainText(error, 200)}`,
      advice: 'Assemble it on a clone.',
    };
  return { verdict: 'not-a-filesystem', ...roleIn(array, path, what) };
}

function roleIn(array: RaidArray, path: string, what: string): { reason: string; advice: string } {
  if (array.outOfDate.some((member) => member.path === path))
    return {
      reason: `${what} that is behind the others: it was left out of the array.`,
      advice: 'It holds an older state; it may still be of use where the newer one is damaged.',
    };
  return array.spare.some((member) => member.path === path)
    ? { reason: `${what}, without a place in it: a spare.`, advice: 'Nothing to recover here.' }
    : { reason: `${what}.`, advice: 'The array is listed beside it.' };
}

function opened({ path }: BlockDevice, { probe }: Stack): NotMountable | null {
  const inside = probe.opened.find(({ parents }) => parents.includes(path));
  return inside === undefined
    ? null
    : {
        verdict: 'not-a-filesystem',
        reason: `An encrypted container, opened as ${inside.path}.`,
        advice: 'What is in it is listed beside it.',
      };
}
