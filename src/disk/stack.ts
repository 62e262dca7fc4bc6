/** Everything that was found and started on the disks, and what is planned for each device. */
import { arrayDevice, type BlockDevice, devicesOf, logicalDevice, openedDevice } from './block-device.ts';
import type { RaidArray } from './arrays.ts';
import { btrfsObjection, btrfsSetsOf } from './btrfs.ts';
import { pathsOf } from './collisions.ts';
import type { Collision } from '../contract/inspection.ts';
import type { ActivateAnswer, AssembleAnswer, Lvm, ProbeAnswer, ProbedVolume } from './guest-protocol.ts';
import type { VolumeGroup } from './lvm.ts';
import { isMount, type Mount, type NotMountable, planMount } from './mount-plan.ts';
import { memberObjection } from './members.ts';

export interface Stack {
  probe: ProbeAnswer;
  arrays: readonly RaidArray[];
  assembled: AssembleAnswer;
  /** After the arrays were started. */
  lvm: Lvm;
  groups: readonly VolumeGroup[];
  activated: ActivateAnswer;
  collisions: readonly Collision[];
}

/** A device of one volume with what is planned for it. */
export interface Planned {
  volume: ProbedVolume;
  device: BlockDevice;
  plan: Mount | NotMountable;
}

/** Every device once, with the volume that it is told with: what spans several is told with the first. */
export function devicesByVolume(stack: Pick<Stack, 'probe' | 'arrays' | 'assembled' | 'groups' | 'activated'>) {
  const { probe, arrays, assembled, groups, activated } = stack;
  const homes = new Map(probe.volumes.flatMap((volume) => volume.nodes.map(({ path }) => [path, volume])));
  const found = probe.volumes.flatMap((volume) => devicesOf(volume).map((device) => ({ volume, device })));
  const add = (device: BlockDevice, parents: readonly string[]): void => {
    const volume = parents.flatMap((path) => homes.get(path) ?? [])[0];
    if (volume === undefined || homes.has(device.path)) return;
    homes.set(device.path, volume);
    found.push({ volume, device });
  };
  for (const node of assembled.arrays) {
    const array = arrays.find(({ uuid }) => uuid === node.uuid);
    if (array !== undefined) add(arrayDevice(node, array), node.parents);
  }
  const containers = new Map(found.map(({ device }) => [device.path, device.blkid.values['UUID']]));
  const addOpened = (): void => {
    for (const node of probe.opened) add(openedDevice(node, containers.get(node.parents[0] ?? '')), node.parents);
  };
  // A group may lie on what was opened, and what was opened on a logical volume.
  addOpened();
  for (const logical of activated.logicalVolumes)
    add(logicalDevice(logical), groups.find(({ uuid }) => uuid === logical.vgUuid)?.devices ?? []);
  addOpened();
  return probe.volumes.flatMap((volume) => found.filter((each) => each.volume === volume));
}

/** Mount points are counted in this order. */
export function planAll(stack: Stack): Planned[] {
  const found = devicesByVolume(stack);
  const sets = btrfsSetsOf(found.map(({ device }) => device));
  const twice = pathsOf(stack.collisions, 'filesystem-uuid');
  let index = 0;
  return found.map(({ volume, device }) => {
    const plan =
      memberObjection(device, stack) ??
      btrfsObjection(device, sets, twice) ??
      planMount(device, index, sets.find(({ paths }) => paths.includes(device.path))?.paths);
    if (isMount(plan)) index += 1;
    return { volume, device, plan };
  });
}
