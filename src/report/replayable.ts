/** Which disks' journals can be replayed on a clone beside them, by what the report says of them. */
import type { Layer, LayerVerdict, VolumeInspection } from '../contract/inspection.ts';

/** @param wanted - a volume's id, as the report has it or as the compromised server had it. */
export function volumeToReplay(
  volumes: readonly VolumeInspection[],
  wanted: string | null,
): VolumeInspection | { objection: string } {
  const originals = volumes.filter(({ replayOf }) => replayOf === undefined);
  if (wanted !== null) {
    const named = originals.find(({ volumeId, originalVolumeId }) => [volumeId, originalVolumeId].includes(wanted));
    const objection = named === undefined ? noneOf(originals) : replayObjection(named, volumes);
    return named === undefined || objection !== null ? { objection: objection ?? '' } : named;
  }
  const unclean = originals.filter(isUnclean);
  const able = unclean.filter((volume) => replayObjection(volume, volumes) === null);
  const [only] = able;
  if (only === undefined)
    return { objection: unclean.flatMap((volume) => replayObjection(volume, volumes) ?? [])[0] ?? NOTHING_UNCLEAN };
  return able.length === 1
    ? only
    : {
        objection: `say which volume is meant, "volumeId": ${able.map(({ volumeId }) => `"${volumeId}"`).join(' or ')}`,
      };
}

const NOTHING_UNCLEAN = 'no file system is known to hold changes in its journal';

const noneOf = (volumes: readonly VolumeInspection[]): string =>
  `no such volume is in the report; it has ${volumes
    .slice(0, 8)
    .map(({ volumeId }) => volumeId)
    .join(', ')}`;

/** @returns why its journals can't be replayed on a clone in the same recovery server; null when they can. */
export function replayObjection(volume: VolumeInspection, volumes: readonly VolumeInspection[]): string | null {
  const { volumeId } = volume;
  if (volumes.some(({ replayOf }) => replayOf === volumeId))
    return `the journal of volume ${volumeId} was replayed already: the report has its clone`;
  if (volume.layers === null)
    return `what lies on volume ${volumeId} is not known whole, so it is not cloned into here`;
  const layers = layersIn(volume.layers);
  const twins = layers.flatMap(({ kind, type }) => TWINS[kind] ?? TWINS[type ?? ''] ?? [])[0];
  if (twins !== undefined)
    return `volume ${volumeId} holds ${twins}, which can not be told apart from that of its clone in one server. ${ELSEWHERE}`;
  if (isPartOfAGroup(layers))
    return `volume ${volumeId} holds a part of a volume group of LVM, and a clone of the whole is needed. ${ELSEWHERE}`;
  return isUnclean(volume) ? null : `volume ${volumeId}: ${NOTHING_UNCLEAN}`;
}

const ELSEWHERE = 'Make a volume of its snapshot, attach that to a server of your own, and mount it there';

/** A group gets a name and UUIDs of its own on the clone, when all of it is there. */
function isPartOfAGroup(layers: readonly Layer[]): boolean {
  const groups = layers.filter(({ kind }) => kind === 'lvm-vg');
  const isHere = (uuid: string): boolean => groups.some((group) => group.uuid === uuid);
  return (
    groups.some(({ spans, missing }) => spans.length + missing.length > 0) ||
    layers.some(({ kind, partOf }) => kind === 'lvm-pv' && partOf !== null && !isHere(partOf))
  );
}

/** By kind of layer, or by its type: what has its identity from its disks. */
const TWINS: Readonly<Record<string, string>> = {
  'md-member': 'a member of a software RAID',
  'btrfs-member': 'a btrfs',
  btrfs: 'a btrfs',
  bcache: 'a bcache device',
};

/** Of f2fs nobody can tell cheaply; what could not be mounted may be mended by its journal. */
const isUnclean = ({ layers }: VolumeInspection): boolean =>
  layers !== null &&
  layersIn(layers).some((layer) => layer.type === 'f2fs' || layer.verdicts.some(isForJournal(layer)));

const isForJournal =
  ({ type }: Layer) =>
  (verdict: LayerVerdict): boolean =>
    (verdict.code === 'journal-not-replayed' && !isElsewhere(verdict)) ||
    (verdict.code === 'mount-failed' && JOURNALED.has(type ?? ''));

/** Its journal can't come along on a clone of its disk. Reports from before there were remarks have the sentence only. */
const isElsewhere = ({ remark, reason }: LayerVerdict): boolean =>
  remark === undefined ? reason.includes('Its journal is on another device') : remark.code === 'journal-elsewhere';

const JOURNALED: ReadonlySet<string> = new Set(['ext3', 'ext4', 'xfs']);

/** What a person has opened of a disk stays closed on its clone. */
const layersIn = (layer: Layer): Layer[] => [
  layer,
  ...(layer.kind === 'encrypted' ? [] : layer.children.flatMap(layersIn)),
];
