/** A volume group and its logical volumes as layers, below the first of its physical volumes. */
import type { Layer, LayerVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import { layer } from './layer.ts';
import type { VolumeGroup } from './lvm.ts';
import type { Lvm } from './guest-protocol.ts';
import type { Stack } from './stack.ts';
import { told } from './told.ts';

/** @param contentOf - the layers on an active logical volume. */
export function groupLayer(
  group: VolumeGroup,
  spans: string[],
  { lvm, activated }: Pick<Stack, 'lvm' | 'activated'>,
  contentOf: (path: string) => Layer[],
): Layer {
  const segments = lvm.lvs.filter((each) => each.vg_uuid === group.uuid);
  // A clone of a group keeps the UUIDs of the logical volumes, and has another of its own.
  const ours = activated.logicalVolumes.filter(({ vgUuid }) => vgUuid === group.uuid);
  const active = new Map(ours.map((each) => [each.uuid, each]));
  const logical = new Map(segments.map((each) => [each.lv_uuid, each]));
  const children = [...logical.values()].map((each) => {
    const path = active.get(each.lv_uuid)?.path ?? null;
    return layer('lvm-lv', {
      path,
      name: plainText(each.lv_name, 80),
      type: plainText(each.segtype, 40),
      uuid: plainText(each.lv_uuid, 64),
      sizeBytes: each.lv_size,
      startBytes: startOf(
        segments.filter(({ lv_uuid: uuid }) => uuid === each.lv_uuid),
        group,
        lvm,
      ),
      verdicts: path === null ? whyNot(each.lv_name, group) : overlaid(each.lv_name, group),
      children: path === null ? [] : contentOf(path),
    });
  });
  return layer('lvm-vg', {
    name: plainText(group.name, 80),
    uuid: plainText(group.uuid, 64),
    sizeBytes: group.sizeBytes,
    verdicts: group.objection === null ? [] : [group.objection],
    spans,
    missing: group.missing.map((uuid) => plainText(uuid, 64)),
    children,
  });
}

/** Where it begins on the group's first device, when it is one stretch of that. */
function startOf(segments: Lvm['lvs'], group: VolumeGroup, lvm: Lvm): number | null {
  const [range] = segments.map(({ seg_pe_ranges: ranges }) => /^(\/dev\/\S+):(\d{1,9})-\d{1,9}$/.exec(ranges ?? ''));
  const pv = lvm.pvs.find(({ pv_name: name }) => name === range?.[1]);
  const extent = lvm.vgs.find(({ vg_uuid: uuid }) => uuid === group.uuid)?.vg_extent_size;
  if (segments.length !== 1 || range?.[1] !== group.devices[0] || extent === undefined) return null;
  return pv?.pe_start === undefined ? null : pv.pe_start + Number(range?.[2]) * extent;
}

function overlaid(name: string, group: VolumeGroup): LayerVerdict[] {
  const found = group.overlaid.find((each) => each.name === name);
  if (found === undefined) return [];
  const { writes, segtype } = found;
  return [{ code: 'through-overlay', ...told({ code: 'overlaid', segtype: plainText(segtype, 40), writes }) }];
}

function whyNot(name: string, group: VolumeGroup): LayerVerdict[] {
  if (group.objection === null && group.pools.includes(name))
    return [{ code: 'not-a-filesystem', ...told({ code: 'logical-volume-pool' }) }];
  const kept = group.kept.find((each) => each.name === name);
  if (kept !== undefined) {
    const { writes, reason, advice, remark } = kept;
    return [{ code: writes ? 'writes-when-activated' : 'not-activated', reason, advice, remark }];
  }
  const code = group.objection === null ? 'logical-volume-left' : 'group-left';
  return [{ code: 'not-activated', ...told({ code }) }];
}
