/** Makes a layer of a disk's tree. */
import type { Layer, LayerKind } from '../contract/inspection.ts';

/** Most of a layer is empty. */
export const layer = (kind: LayerKind, known: Partial<Layer>): Layer => ({
  kind,
  path: null,
  name: null,
  type: null,
  label: null,
  uuid: null,
  sizeBytes: 0,
  startBytes: null,
  verdicts: [],
  spans: [],
  missing: [],
  partOf: null,
  signatures: [],
  children: [],
  ...known,
});
