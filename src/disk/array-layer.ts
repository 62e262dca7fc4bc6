/** A software RAID as a layer below the first of its members. */
import type { Layer, LayerVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import type { RaidArray } from './arrays.ts';
import type { AssembleAnswer } from './guest-protocol.ts';
import { layer } from './layer.ts';
import { levelName } from './levels.ts';
import { type Remarked, told } from './told.ts';

/** @param contentOf - the layers on a device. */
export function arrayLayer(
  array: RaidArray,
  assembled: AssembleAnswer,
  spans: string[],
  contentOf: (path: string) => Layer[],
): Layer {
  const nodes = assembled.arrays.filter(({ uuid }) => uuid === array.uuid);
  const whole = nodes.find(({ kind }) => kind === 'md');
  const parts = nodes.filter(({ kind }) => kind === 'part');
  return layer('md', {
    path: whole?.path ?? null,
    name: plainText(array.name, 80) || null,
    type: levelName(array.level),
    uuid: array.uuid,
    sizeBytes: whole?.sizeBytes ?? 0,
    verdicts: arrayVerdicts(array, assembled),
    spans,
    missing: array.missing.map((slot) => `slot ${slot}`),
    children:
      parts.length > 0
        ? parts.map((part) =>
            layer('partition', {
              path: part.path,
              name: `partition ${part.number ?? '?'}`,
              sizeBytes: part.sizeBytes,
              children: contentOf(part.path),
            }),
          )
        : whole === undefined
          ? []
          : contentOf(whole.path),
  });
}

export function arrayVerdicts(
  array: RaidArray,
  { arrayErrors }: AssembleAnswer,
): (Remarked & Pick<LayerVerdict, 'code'>)[] {
  const { objection, missing, disks, outOfDate, uuid } = array;
  if (objection !== null) return [objection];
  const error = arrayErrors.find((each) => each.uuid === uuid)?.error;
  if (error !== undefined)
    return [{ code: 'not-activated', ...told({ code: 'array-not-started', error: plainText(error, 200) }) }];
  const behind = outOfDate.map(({ path }) => path);
  return [
    ...(missing.length === 0
      ? []
      : [{ code: 'degraded' as const, ...told({ code: 'array-degraded', disks, slots: missing }) }]),
    ...(behind.length === 0
      ? []
      : [{ code: 'out-of-date' as const, ...told({ code: 'array-members-behind', paths: behind }) }]),
  ];
}
