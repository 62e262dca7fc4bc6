/** A volume group and its logical volumes as layers. */
import type { Layer, LayerVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import type { ProbedVolume } from './guest-protocol.ts';
import { layer } from './layer.ts';
import type { Found } from './layers.ts';
import { canBeActivated, type VolumeGroup } from './lvm.ts';

/** @param contentOf - the layers on an active logical volume. */
export function groupLayer(
  group: VolumeGroup,
  volume: ProbedVolume,
  { probe, activated }: Found,
  contentOf: (path: string) => Layer[],
): Layer {
  const logical = new Map(
    probe.lvm.lvs.filter((each) => each.vg_uuid === group.uuid).map((each) => [each.lv_uuid, each]),
  );
  const active = new Map(activated.logicalVolumes.map((each) => [each.uuid, each]));
  const others = probe.volumes.filter(
    (other) => other !== volume && other.nodes.some(({ path }) => group.devices.includes(path)),
  );
  const children = [...logical.values()].map((each) => {
    const path = active.get(each.lv_uuid)?.path ?? null;
    return layer('lvm-lv', {
      path,
      name: plainText(each.lv_name, 80),
      type: plainText(each.segtype, 40),
      uuid: plainText(each.lv_uuid, 64),
      sizeBytes: each.lv_size,
      verdicts: path === null ? [whyNot(each.lv_name, group)] : [],
      children: path === null ? [] : contentOf(path),
    });
  });
  return layer('lvm-vg', {
    name: plainText(group.name, 80),
    uuid: plainText(group.uuid, 64),
    sizeBytes: group.sizeBytes,
    verdicts: verdictsOf(group),
    spans: others.map(({ volumeId }) => volumeId),
    missing: group.missing.map((uuid) => plainText(uuid, 64)),
    children,
  });
}

function verdictsOf(group: VolumeGroup): LayerVerdict[] {
  if (group.missingPvCount > 0)
    return [
      {
        code: 'incomplete-volume-group',
        reason: `${group.missingPvCount} of its physical volumes are not here.`,
        advice: 'Recover again with the volumes that hold them, all in one recovery.',
      },
    ];
  if (group.nameTwice)
    return [
      {
        code: 'name-twice',
        reason: 'Another volume group has the same name.',
        advice: 'Import one under another name (vgimportclone), on a clone only.',
      },
    ];
  return [];
}

function whyNot(name: string, group: VolumeGroup): LayerVerdict {
  const writing = group.writing.find((each) => each.name === name);
  if (writing !== undefined)
    return {
      code: 'writes-when-activated',
      reason: `Its type ${plainText(writing.segtype, 40)} writes to its disks when it is activated.`,
      advice: 'Activate it on a clone only.',
    };
  return canBeActivated(group)
    ? { code: 'not-activated', reason: 'LVM did not activate it.', advice: 'The warnings have the words of LVM.' }
    : { code: 'not-activated', reason: 'Its volume group was not activated.', advice: '' };
}
