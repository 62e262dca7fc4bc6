import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { volumeMarkdown } from '../../src/report/volume-markdown.ts';
import { activeMarkup } from '../report/active-markup.ts';
import { mountedFrom, wholeDisk } from './handmade-disk.ts';
import { type DiskRecording, ReplayedGuest, volumeOf } from './replayed-guest.ts';

interface Names {
  label: string;
  uuid: string;
  type: string;
  hostname: string;
  prettyName: string;
  kernel: string;
  mountpoint: string;
  file: string;
}

/** A root disk on which everything that an intruder can name has the given names. */
function diskNamed(names: Names): DiskRecording {
  const disk = wholeDisk({ values: { TYPE: 'ext4', LABEL: names.label, UUID: names.uuid } });
  disk.mounts = [
    mountedFrom('/dev/vdb', {
      listing: { entries: [{ path: names.file, type: 'file', size: 1, mtime: 0 }], truncated: false },
      facts: {
        osRelease: `PRETTY_NAME="${names.prettyName}"\nID=${names.type}`,
        hostname: names.hostname,
        fstab: `LABEL=${names.label} ${names.mountpoint} ext4`,
        kernels: [names.kernel],
        folders: ['etc', 'bin'],
      },
    }),
  ];
  return disk;
}

const inspect = async (disk: DiskRecording, instead: Record<string, unknown> = {}): Promise<VolumeInspection> => {
  const [volume] = await inspectVolumes(new ReplayedGuest([disk], instead), [volumeOf(disk)]);
  if (volume === undefined) throw new Error('one volume in, one volume out');
  return volume;
};

const everywhere = (name: string): Names => ({
  label: name,
  uuid: name,
  type: name,
  hostname: name,
  prettyName: name,
  kernel: name,
  mountpoint: name,
  file: name,
});

/** Every string of the result, however deep. */
const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : [];

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u;

describe('names that an intruder chose', () => {
  it.each([
    ['a command', '$(reboot)', '$(reboot)'],
    ['backticks', '`reboot`', '`reboot`'],
    ['ANSI escapes', '\u001b[2J\u001b[31mroot', '\uFFFD[2J\uFFFD[31mroot'],
    ['several lines', 'web\r\nBcc: all', 'web Bcc: all'],
    ['a turned direction', 'gpj.\u202Eexe', 'gpj.\uFFFDexe'],
    ['Markdown', '[click](http://evil.example)', '[click](http://evil.example)'],
  ])('are shown as the text that they are: %s', async (_, name, shown) => {
    const volume = await inspect(diskNamed({ ...everywhere(name), prettyName: 'Debian', mountpoint: '/' }));
    expect(volume.filesystems[0]).toMatchObject({ label: shown, uuid: shown });
    expect(volume.filesystems[0]?.listing?.entries[0]?.path).toBe(shown);
    expect(volume.operatingSystems[0]).toMatchObject({ hostname: null, kernels: [shown] });
  });

  it('are no host names when they can be none: /etc/hostname may be a link to the passwords', async () => {
    const shadow = 'root:$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o:19000:0:99999:7:::';
    for (const [content, hostname] of [
      [shadow, null],
      ['node-1.example.org\n', 'node-1.example.org'],
      ['', null],
    ] as const) {
      const volume = await inspect(diskNamed({ ...everywhere('x'), mountpoint: '/', hostname: content }));
      expect(volume.operatingSystems[0]?.hostname).toBe(hostname);
    }
  });

  it('do not choose where something is mounted', async () => {
    const disk = diskNamed(everywhere('../../etc'));
    const guest = new ReplayedGuest([disk]);
    await inspectVolumes(guest, [volumeOf(disk)]);
    expect(guest.calls.at(-1)?.request).toEqual({
      mounts: [expect.objectContaining({ source: '/dev/vdb', target: '/recovery/m0' })],
    });
  });

  it('are cut where they are endless', async () => {
    const volume = await inspect(diskNamed({ ...everywhere('a'.repeat(4000)), type: 'debian' }));
    expect(Math.max(...stringsIn(volume).map((text) => text.length))).toBe(200);
    expect(volume.filesystems[0]?.label).toBe(`${'a'.repeat(99)}…`);
  });

  it('come out as bounded plain text, whatever they are, and do nothing in the report', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom(
        '\u001b[2J',
        '![x](http://e.example/x.png)',
        '<img src=x>',
        '| a |\n|---|',
        '```',
        '\u0000\u202e',
        '@all',
      ),
    );
    const names = fc.record<Names>({
      label: name,
      uuid: name,
      type: name,
      hostname: name,
      prettyName: name,
      kernel: name,
      mountpoint: name,
      file: name,
    });
    await fc.assert(
      fc.asyncProperty(names, async (hostile) => {
        const volume = await inspect(diskNamed(hostile));
        for (const text of stringsIn(volume)) {
          expect(text).not.toMatch(INVISIBLE);
          expect(Array.from(text).length).toBeLessThanOrEqual(200);
        }
        expect(activeMarkup(volumeMarkdown(volume, 'Volume', 'en').join('\n\n'))).toBeNull();
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});

describe('words of programs that read a hostile disk', () => {
  const failed = {
    source: '/dev/vdb',
    target: '/recovery/m0',
    mounted: false,
    error: `bad\u001b[31m\n${'x'.repeat(1000)}`,
  };

  it('are shown bounded and harmless when it could not be mounted, with what to do', async () => {
    const volume = await inspect(wholeDisk({ values: { TYPE: 'xfs' } }), { mount: { mounts: [failed] } });
    const [filesystem] = volume.filesystems;
    expect(filesystem?.mount).toMatchObject({ status: 'not-mounted', verdict: 'mount-failed' });
    expect(filesystem?.mount).toHaveProperty(
      'reason',
      expect.stringMatching(/^It could not be mounted: bad\uFFFD\[31m x{200,}…$/),
    );
    expect(Math.max(...stringsIn(volume).map((text) => text.length))).toBeLessThan(400);
    expect(filesystem?.listing).toBeNull();
  });

  it('are a warning when LVM complains', async () => {
    const disk = wholeDisk({ values: { TYPE: 'LVM2_member' } });
    const probe = {
      bootId: 'b',
      volumes: [disk.volume],
      lvm: { pvs: [], vgs: [], lvs: [], error: 'metadata\u0007 too\nlarge' },
    };
    expect((await inspect(disk, { probe })).warnings).toEqual(['LVM said: metadata\uFFFD too large']);
  });
});
