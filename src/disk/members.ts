/** What is said of a device that is part of something larger: the larger thing decides. */
import { plainText } from '../report/plain-text.ts';
import { arrayName } from './arrays.ts';
import type { BlockDevice } from './block-device.ts';
import { pathsOf } from './collisions.ts';
import type { NotMountable } from './mount-plan.ts';
import type { Stack } from './stack.ts';
import { told } from './told.ts';

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
    return { verdict: 'uuid-twice', ...told({ code: 'physical-volume-uuid-twice' }) };
  if (group === undefined || group.objection === null) return null;
  const { code, remark } = group.objection;
  return {
    verdict: code === 'not-activated' ? 'not-a-filesystem' : code,
    ...told({ code: 'physical-volume-of', group: plainText(group.name, 80), because: remark }),
  };
}

/** A recording from before arrays were read has no superblock in it. */
function raidMember({ path, md }: BlockDevice, { arrays, assembled }: Stack): NotMountable | null {
  const array = arrays.find(({ uuid }) => uuid === md?.uuid);
  if (md === null || array === undefined) return null;
  const name = arrayName(array);
  if (array.objection !== null) {
    const { code, remark } = array.objection;
    return { verdict: code, ...told({ code: 'member-left', ...name, because: remark }) };
  }
  const error = assembled.arrayErrors.find(({ uuid }) => uuid === array.uuid)?.error;
  if (error !== undefined)
    return {
      verdict: 'unsupported',
      ...told({ code: 'member-not-started', ...name, error: plainText(error, 200) }),
    };
  const isIn = (members: readonly { path: string }[]): boolean => members.some((member) => member.path === path);
  const code = isIn(array.outOfDate) ? 'member-behind' : isIn(array.spare) ? 'member-spare' : 'member';
  return { verdict: 'not-a-filesystem', ...told({ code, ...name }) };
}

function opened({ path }: BlockDevice, { probe }: Stack): NotMountable | null {
  const inside = probe.opened.find(({ parents }) => parents.includes(path));
  return inside === undefined ? null : { verdict: 'not-a-filesystem', ...told({ code: 'opened', path: inside.path }) };
}
