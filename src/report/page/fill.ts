/** What a bar of the picture says by its colour. */
import type { Layer, VolumeInspection } from '../../contract/inspection.ts';

/** Readable, readable in part, not readable, without files, or only holding others. */
export type Fill = 'read' | 'partly' | 'unread' | 'nothing' | 'holder';

/** A member is read where the whole of it is told. */
const MEMBERS: ReadonlySet<Layer['kind']> = new Set(['lvm-pv', 'md-member', 'btrfs-member']);

export function fillOf(layers: readonly Layer[], volume: VolumeInspection): Fill {
  const inner = layers.at(-1);
  if (inner === undefined || inner.kind === 'swap') return 'nothing';
  const isHolder = inner.children.length > 0 || (MEMBERS.has(inner.kind) && inner.partOf !== null);
  return isHolder ? 'holder' : contentFill(inner, volume);
}

function contentFill({ path, verdicts }: Layer, { filesystems }: VolumeInspection): Fill {
  const codes = verdicts.map(({ code }) => code);
  const mount = filesystems.find((filesystem) => filesystem.path === path)?.mount;
  if (mount?.status === 'mounted') return codes.includes('journal-not-replayed') ? 'partly' : 'read';
  return codes.includes('not-a-filesystem') || mount?.verdict === 'not-a-filesystem' ? 'nothing' : 'unread';
}
