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
