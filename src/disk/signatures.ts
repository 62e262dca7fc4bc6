/** Signatures beside the one by which a device is read: remains of an earlier use, or a contradiction. Never guessed. */
import type { LayerVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import type { ProbedNode } from './guest-protocol.ts';
import { type Remarked, told } from './told.ts';

type Signed = Pick<ProbedNode, 'blkid' | 'signatures' | 'md'>;

/** What a thing brings along itself, as wipefs names it. */
const BRINGS: Readonly<Record<string, readonly string[]>> = {
  gpt: ['PMBR'],
  vfat: ['dos'],
  ntfs: ['dos'],
  exfat: ['dos'],
  BitLocker: ['dos', 'ntfs', 'vfat'],
  // Images that boot from a stick have a partition table in them.
  iso9660: ['dos', 'gpt', 'PMBR', 'mac', 'vfat', 'hfsplus', 'udf'],
  udf: ['iso9660'],
};

/** @param isTable - the device has partitions: they count, as for the kernel. */
function strayOf(device: Signed, isTable: boolean): Signed['signatures'] {
  const { values } = device.blkid;
  const main = isTable ? values['PTTYPE'] : (values['TYPE'] ?? values['PTTYPE']);
  if (main === undefined || device.blkid.exit !== 0) return [];
  const own = new Set([main, ...(BRINGS[main] ?? [])]);
  return device.signatures.filter(({ type, offset }) => !own.has(type) && !isContentOfMember(device, offset));
}

/** A member's data may begin where the device does: then the array's own content is signed on it. */
const isContentOfMember = ({ md }: Signed, offset: number): boolean => md !== null && offset >= md.dataOffset;

export function strayVerdicts(device: Signed, isTable: boolean): (Remarked & Pick<LayerVerdict, 'code'>)[] {
  const stray = strayOf(device, isTable);
  if (stray.length === 0) return [];
  const signatures = stray.slice(0, 8).map(({ type, offset }) => ({ type: plainText(type, 40), offset }));
  return [{ code: 'stale-signature', ...told({ code: 'signatures-beside', signatures }) }];
}
