/** What was not mounted, or not even activated, with the reason: somebody may know what would help. */
import type { LayerVerdictCode, VolumeInspection } from '../contract/inspection.ts';
import { layersOf } from './layers.ts';

export interface NotRead {
  /** Device on the recovery server, or what it is called where it has none. */
  what: string;
  verdict: LayerVerdictCode;
  /** blkid's TYPE; null for none. */
  type: string | null;
  sizeBytes: number;
  /** Sentences of the inspection, in its language. */
  reason: string;
  advice: string;
  /** UUIDs or slots of what is not here. */
  missing: string[];
}

/** Nothing that an owner would miss. */
const HOLDS_NOTHING: ReadonlySet<LayerVerdictCode> = new Set([
  'not-a-filesystem',
  'journal-not-replayed',
  'degraded',
  'through-overlay',
]);

export function notRead(volume: VolumeInspection): NotRead[] {
  const layers = layersOf(volume);
  const listed: NotRead[] = volume.filesystems.flatMap(({ path, fstype, sizeBytes, mount }) =>
    mount.status === 'mounted' || HOLDS_NOTHING.has(mount.verdict)
      ? []
      : [
          {
            what: path,
            verdict: mount.verdict,
            type: fstype,
            sizeBytes,
            reason: mount.reason,
            advice: mount.advice,
            missing: layers.filter((layer) => layer.path === path).flatMap(({ missing }) => missing),
          },
        ],
  );
  const known = new Set(listed.map(({ what, verdict }) => `${verdict} ${what}`));
  const others = layers.flatMap((layer) =>
    layer.verdicts
      .filter(({ code }) => !HOLDS_NOTHING.has(code))
      .map(({ code, reason, advice }) => ({
        what: layer.path ?? layer.name ?? layer.kind,
        verdict: code,
        type: layer.type,
        sizeBytes: layer.sizeBytes,
        reason,
        advice,
        missing: layer.missing,
      })),
  );
  return [...listed, ...others.filter(({ what, verdict }) => !known.has(`${verdict} ${what}`))];
}
