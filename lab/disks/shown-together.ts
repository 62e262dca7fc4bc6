/** Which disks virt-inspector may be shown in one appliance: those of which none could be taken for part of another. */
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import type { BuiltDisk } from './built-disks.ts';
import { lastInspection } from './inspected-disks.ts';
import type { DiskRecipe } from './recipes.ts';
import { keptAnswer } from './virt-inspector.ts';

const MOST_TOGETHER = 7;
/** Of one device each, and known by nothing that reaches beyond it. */
const PLAIN = new Set<string | null>([
  ...['ext2', 'ext3', 'ext4', 'xfs', 'vfat', 'exfat', 'ntfs', 'iso9660', 'squashfs', 'f2fs'],
  ...['swap', 'swsuspend', null],
]);

const isPlain = (inspections: readonly VolumeInspection[]): boolean =>
  inspections.every(
    ({ filesystems, operatingSystems, collisions }) =>
      operatingSystems.length === 0 && collisions.length === 0 && filesystems.every(({ fstype }) => PLAIN.has(fstype)),
  );

/** Of those that it has not seen yet. */
export function shownTogether(
  recipes: readonly DiskRecipe[],
  built: ReadonlyMap<string, BuiltDisk[]>,
): BuiltDisk[][][] {
  const plain = recipes.flatMap(({ name, sectorBytes, attached }) => {
    const disks = built.get(name)?.slice(0, attached) ?? [];
    const ours = lastInspection(built.get(name) ?? []);
    return disks.length > 0 &&
      sectorBytes === 512 &&
      ours !== null &&
      isPlain(ours.inspections) &&
      keptAnswer(disks) === null
      ? [disks]
      : [];
  });
  return plain.flatMap((_, index) => (index % MOST_TOGETHER === 0 ? [plain.slice(index, index + MOST_TOGETHER)] : []));
}
