import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../lab/disks/releases.ts';
import { releasesPage } from '../../lab/disks/releases-page.ts';

describe('what two recovery servers tell of one disk', () => {
  it('differs where it does, by its place', () => {
    const usual = { volumes: [{ device: '/dev/vdb', mount: { status: 'mounted', note: null }, warnings: ['a'] }] };
    const other = { volumes: [{ device: '/dev/vdb', mount: { status: 'not-mounted', note: null }, warnings: [] }] };
    expect(differencesOf(usual, usual)).toEqual([]);
    expect(differencesOf(usual, other)).toEqual([
      'volumes.0.mount.status: "mounted" in bookworm, here "not-mounted"',
      'volumes.0.warnings.0: "a" in bookworm, here nothing',
    ]);
  });

  it('is a table, with the reason for what differs', () => {
    const page = releasesPage([
      {
        name: 'whole-disk-ntfs',
        read: {
          bullseye: { differences: ['a: 1 in bookworm, here 2'], seconds: 4 },
          bookworm: { differences: [], seconds: 3 },
          trixie: null,
        },
        why: { bullseye: 'Linux 5.10 has no driver.' },
      },
    ]);
    expect(page).toContain('| whole-disk-ntfs | 1 differ | 4.0 | = | 3.0 | not read |  |');
    expect(page).toContain('- whole-disk-ntfs in bullseye: Linux 5.10 has no driver.');
    expect(page).not.toContain('not explained');
  });
});
