/** Where each layer of a disk is drawn: to scale along the disk, one row for each depth. */
import type { Layer } from '../../contract/inspection.ts';

export interface Box {
  /** What is drawn as one: a partition and the file system that fills it are. Outermost first. */
  layers: readonly Layer[];
  /** 0 is the disk. */
  row: number;
  /** Parts of the disk's width. */
  start: number;
  width: number;
}

/** A hostile disk may have hundreds of partitions; a picture of more says nothing. */
const MOST_BOXES = 200;

export const boxesOf = (disk: Layer): Box[] => boxes(disk, 0, 0, 1).slice(0, MOST_BOXES);

function boxes(layer: Layer, row: number, start: number, width: number): Box[] {
  const layers = filled(layer);
  const holder = layers.at(-1) ?? layer;
  const inside = spread(holder, start, width);
  return [
    { layers, row, start, width },
    ...inside.flatMap(({ child, start: from, width: wide }) => boxes(child, row + 1, from, wide)),
  ];
}

/** A layer, and those that are the same device: what is on a partition fills it. The disk stays for itself. */
export function filled(layer: Layer): Layer[] {
  const [only, another] = layer.children;
  const isSame = only !== undefined && another === undefined && only.path !== null && only.path === layer.path;
  return isSame && layer.kind !== 'disk' ? [layer, ...filled(only)] : [layer];
}

interface Placed {
  child: Layer;
  start: number;
  width: number;
}

/** By their places where all are known, else one after the other; never beyond what holds them. */
function spread(holder: Layer, start: number, width: number): Placed[] {
  const { children } = holder;
  const sizes = children.map(({ sizeBytes }) => sizeBytes);
  const sum = sizes.reduce((total, size) => total + size, 0);
  const whole = Math.max(holder.sizeBytes, 1);
  if (children.every(({ startBytes }) => startBytes !== null))
    return children.map((child) => {
      const from = Math.min(1, (child.startBytes ?? 0) / whole);
      return { child, start: start + width * from, width: width * Math.min(1 - from, sizeOf(child, whole) / whole) };
    });
  const scale = Math.max(holder.sizeBytes, sum, 1);
  let from = 0;
  return children.map((child) => {
    const part = sizeOf(child, scale) / scale;
    const placed = {
      child,
      start: start + width * Math.min(1, from),
      width: width * Math.min(1 - Math.min(1, from), part),
    };
    from += part;
    return placed;
  });
}

/** A volume group has no size of its own: it is as large as what it lies on. */
const sizeOf = ({ sizeBytes }: Layer, whole: number): number => (sizeBytes === 0 ? whole : sizeBytes);
