import { describe, expect, it } from 'vitest';
import { DeviceNotIdentifiedError } from '../../src/disk/identify.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { wholeDisk } from './handmade-disk.ts';
import { type DiskRecording, recordingOf, ReplayedGuest, volumeOf } from './replayed-guest.ts';

/** @returns the message; checks that the guest was only asked to look. */
async function refusalOf(disk: DiskRecording, change: (volume: DiskRecording['volume']) => void): Promise<string> {
  const other = recordingOf('data-part', '/dev/vdc');
  const volumes = [volumeOf(other), volumeOf(disk)];
  change(disk.volume);
  const guest = new ReplayedGuest([other, disk]);
  const error = await inspectVolumes(guest, volumes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeviceNotIdentifiedError);
  expect(guest.operations).toEqual(['probe']);
  return error instanceof Error ? error.message : '';
}

describe('nothing is activated or mounted, on the other volumes neither, when a disk', () => {
  it('never appeared in the recovery server', async () => {
    const disk = recordingOf('data-lvm');
    const message = await refusalOf(disk, (volume) => {
      Object.assign(volume, { device: null, nodes: [] });
    });
    expect(message).toBe(`No disk with the serial of volume ${disk.volume.volumeId} appeared in the recovery server`);
  });

  it('has another size than its volume in Cinder', async () => {
    const disk = recordingOf('data-lvm');
    const message = await refusalOf(disk, (volume) => {
      volume.sizeBytes += 512;
    });
    expect(message).toBe(`Volume ${disk.volume.volumeId} has 1073741824 bytes in Cinder, its disk has 1073742336`);
  });

  it('is what the recovery server itself runs from', async () => {
    const message = await refusalOf(recordingOf('root-debian'), (volume) => {
      volume.isOwnRoot = true;
    });
    expect(message).toContain('it booted the evidence');
  });

  it('has the serial of another disk too', async () => {
    const disk = recordingOf('data-lvm');
    const message = await refusalOf(disk, (volume) => {
      Object.assign(volume, { device: null, nodes: [], candidates: ['/dev/vdb', '/dev/vdd'] });
    });
    expect(message).toBe(`Several disks have the serial of volume ${disk.volume.volumeId}: /dev/vdb, /dev/vdd`);
  });

  it('was there before anything was attached', async () => {
    const disk = recordingOf('data-lvm');
    const message = await refusalOf(disk, (volume) => {
      volume.appeared = false;
    });
    expect(message).toBe(
      `The disk with the serial of volume ${disk.volume.volumeId}, /dev/vdb, was there before anything was attached`,
    );
  });

  it('could be written to by the kernel', async () => {
    const message = await refusalOf(wholeDisk(), ({ nodes }) => {
      for (const node of nodes) node.readOnly = false;
    });
    expect(message).toBe('The kernel would write to /dev/vdb; nothing is mounted');
  });

  it('is read-only itself, but one of its partitions is not', async () => {
    const message = await refusalOf(recordingOf('root-debian'), ({ nodes }) => {
      for (const node of nodes) node.readOnly = node.kind === 'disk';
    });
    expect(message).toBe('The kernel would write to /dev/vdb1; nothing is mounted');
  });
});

describe('a disk that came later and is none of the volumes', () => {
  const stranger = { path: '/dev/vdx', serial: 'somebody-elses', sizeBytes: 4096 };

  it('is told beside what was inspected', async () => {
    const disk = recordingOf('data-part');
    disk.strangers = [stranger];
    const [volume] = await inspectVolumes(new ReplayedGuest([disk]), [volumeOf(disk)]);
    expect(volume?.warnings).toEqual([
      'A disk that is none of the volumes of this recovery is attached too: /dev/vdx (4096 bytes, serial somebody-elses).',
    ]);
  });

  it('is named when the volume itself never appeared: it may be that', async () => {
    const disk = recordingOf('data-part');
    const wanted = [volumeOf(disk)];
    Object.assign(disk.volume, { device: null, nodes: [] });
    disk.strangers = [stranger];
    await expect(inspectVolumes(new ReplayedGuest([disk]), wanted)).rejects.toThrow(
      'appeared in the recovery server; what appeared and is none of the volumes: /dev/vdx (4096 bytes, serial somebody-elses)',
    );
  });
});

describe('what the recovery server did with a disk by itself', () => {
  it('is nothing, and the report says so; else it is a warning for the cloud team', async () => {
    const disk = recordingOf('data-part');
    const [quiet] = await inspectVolumes(new ReplayedGuest([disk]), [volumeOf(disk)]);
    expect(quiet).toMatchObject({ firstLook: { mounted: [], active: [], swaps: [] }, warnings: [] });
    disk.volume.firstLook = { mounted: ['/mnt'], active: ['/dev/md127'], swaps: [] };
    const [used] = await inspectVolumes(new ReplayedGuest([disk]), [volumeOf(disk)]);
    expect(used?.warnings).toEqual([
      expect.stringMatching(
        /^The recovery server had begun to use this disk by itself .* mounted at \/mnt, \/dev\/md127\./,
      ),
    ]);
  });
});
