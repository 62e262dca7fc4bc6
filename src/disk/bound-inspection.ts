/** How much of an inspection the history may hold: a hostile disk has thousands of everything. */
import type { FilesystemReport, Layer, OperatingSystem, VolumeInspection } from '../contract/inspection.ts';
import type { Remark } from '../contract/remarks.ts';
import { warned } from './told.ts';

/** Together with the survey a report stays under 100 kB. */
export const MOST_INSPECTION_BYTES = 55_000;

interface Bound {
  /** Names of each file system's listing. */
  listed: number;
  /** File systems of a volume, layers in a layer, lines of an fstab, warnings. */
  each: number;
}

const STEPS: readonly Bound[] = [
  { listed: 200, each: 300 },
  { listed: 60, each: 100 },
  { listed: 25, each: 60 },
  { listed: 10, each: 30 },
  { listed: 3, each: 15 },
  { listed: 0, each: 6 },
  { listed: 0, each: 2 },
];

/** As much as fits: first the listings are shortened, then everything that is there in numbers. What is left out is said. */
export function boundInspections(volumes: readonly VolumeInspection[], mostBytes: number): VolumeInspection[] {
  const candidates = STEPS.map((bound) => volumes.map((volume) => shortened(volume, bound)));
  const fitting = candidates.find((each) => jsonBytes(each) <= mostBytes);
  return fitting ?? candidates.at(-1)?.map((volume) => ({ ...volume, layers: null, filesystems: [] })) ?? [];
}

const jsonBytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

function shortened(volume: VolumeInspection, bound: Bound): VolumeInspection {
  const { filesystems, layers, operatingSystems, warnings, warningRemarks = [], collisions } = volume;
  const left = filesystems.length - bound.each;
  const note = warned(left > 0 ? [{ code: 'filesystems-left-out', count: left }] : []);
  return {
    ...volume,
    filesystems: filesystems.slice(0, bound.each).map((filesystem) => shortFilesystem(filesystem, bound)),
    layers: layers === null ? null : shortLayer(layers, bound),
    operatingSystems: operatingSystems.slice(0, bound.each).map((system) => shortSystem(system, bound)),
    collisions: collisions.slice(0, bound.each),
    warnings: [...note.warnings, ...warnings.slice(0, bound.each)],
    ...remarksOf([...(note.warningRemarks ?? []), ...warningRemarks.slice(0, bound.each)]),
  };
}

const remarksOf = (remarks: Remark[]): Pick<VolumeInspection, 'warningRemarks'> =>
  remarks.length === 0 ? {} : { warningRemarks: remarks };

const shortFilesystem = ({ listing, ...filesystem }: FilesystemReport, { listed }: Bound): FilesystemReport => ({
  ...filesystem,
  listing:
    listing === null
      ? null
      : { entries: listing.entries.slice(0, listed), truncated: listing.truncated || listing.entries.length > listed },
});

const shortLayer = (layer: Layer, bound: Bound): Layer => ({
  ...layer,
  signatures: layer.signatures.slice(0, bound.each),
  children: layer.children.slice(0, bound.each).map((child) => shortLayer(child, bound)),
});

const shortSystem = ({ fstab, kernels, ...system }: OperatingSystem, { each }: Bound): OperatingSystem => ({
  ...system,
  fstab: fstab.slice(0, each),
  kernels: kernels.slice(0, each),
});
