import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilesystemReport, VolumeInspection } from '../../src/contract/inspection.ts';
import { boundInspections, MOST_INSPECTION_BYTES } from '../../src/disk/bound-inspection.ts';
import { hostileStatus } from '../report/hostile-recovery.ts';
import { HANDED_OVER } from '../report/sample-recovery.ts';

const volumes = HANDED_OVER.report?.volumes ?? [];
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** A disk with so many file systems, of so many names each. */
function crowded(filesystems: number, names: number): VolumeInspection[] {
  return volumes.map((volume) => ({
    ...volume,
    filesystems: Array.from({ length: filesystems }, (_, index): FilesystemReport => {
      const [first] = volume.filesystems;
      if (first === undefined) throw new Error('the sample has file systems');
      const entries = Array.from({ length: names }, (__, name) => ({
        path: `a-name-of-usual-length-${name}`,
        type: 'file' as const,
        sizeBytes: 1,
        modifiedAt: '2026-11-18T15:04:05Z',
      }));
      return { ...first, path: `/dev/vdb${index + 1}`, listing: { entries, truncated: false } };
    }),
  }));
}

describe('an inspection in the history', () => {
  it('is what it is where it fits', () => {
    expect(boundInspections(volumes, MOST_INSPECTION_BYTES)).toEqual(volumes);
  });

  it('loses names of its listings first, and says so', () => {
    const bounded = boundInspections(crowded(8, 200), MOST_INSPECTION_BYTES);
    expect(bytesOf(bounded)).toBeLessThanOrEqual(MOST_INSPECTION_BYTES);
    expect(bounded[0]?.filesystems).toHaveLength(8);
    expect(bounded[0]?.filesystems[0]?.listing).toMatchObject({ truncated: true });
  });

  it('keeps some of a thousand file systems, and says how many are left out', () => {
    const bounded = boundInspections(crowded(1000, 3), MOST_INSPECTION_BYTES);
    expect(bytesOf(bounded)).toBeLessThanOrEqual(MOST_INSPECTION_BYTES);
    expect(bounded[0]?.filesystems.length).toBeGreaterThan(10);
    expect(bounded[0]?.warnings[0]).toMatch(/^9\d\d more file systems are left out/);
  });

  it('fits, whatever the disk holds', () => {
    fc.assert(
      fc.property(hostileStatus, ({ report }) => {
        const most = 20_000;
        const bounded = boundInspections(report?.volumes.slice(0, 2) ?? [], most);
        expect(bounded.length === 0 || bytesOf(bounded) <= most || bounded.every(({ layers }) => layers === null)).toBe(
          true,
        );
      }),
    );
  });
});
