/** Walks the layers of a disk. */
import type { Layer, VolumeInspection } from '../contract/inspection.ts';

const withChildren = (layer: Layer): Layer[] => [layer, ...layer.children.flatMap(withChildren)];

/** All of them, outermost first. */
export const layersOf = ({ layers }: Pick<VolumeInspection, 'layers'>): Layer[] =>
  layers === null ? [] : withChildren(layers);
