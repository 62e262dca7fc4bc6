/** The right disk, or none: serial, size, what was there before, and the write block must all agree. */
import type { Remark } from '../contract/remarks.ts';
import { plainText } from '../report/plain-text.ts';
import type { ProbeAnswer, ProbedVolume } from './guest-protocol.ts';
import type { VolumeToInspect } from './inspect-volumes.ts';

/** A disk is not there, not the right one, or not protected: nothing on it was touched. */
export class DeviceNotIdentifiedError extends Error {
  override readonly name = 'DeviceNotIdentifiedError';
}

/** @throws DeviceNotIdentifiedError with what disagrees, and what else is there. */
export function assertIdentified({ volumeId, sizeBytes }: VolumeToInspect, probe: ProbeAnswer): void {
  const found = volumeIn(probe, volumeId);
  const fault =
    whichBooted(found, volumeId) ??
    (found.sizeBytes === sizeBytes
      ? null
      : `Volume ${volumeId} has ${sizeBytes} bytes in Cinder, its disk has ${found.sizeBytes}`) ??
    whatIsWritable(found);
  if (fault !== null) throw new DeviceNotIdentifiedError(fault);
}

/** @throws DeviceNotIdentifiedError when no disk, or more than one, claims to be it. */
export function volumeIn(probe: ProbeAnswer, volumeId: string): ProbedVolume {
  const found = probe.volumes.find((volume) => volume.volumeId === volumeId);
  if (found !== undefined && found.candidates.length > 1)
    throw new DeviceNotIdentifiedError(
      `Several disks have the serial of volume ${volumeId}: ${found.candidates.map((path) => plainText(path, 80)).join(', ')}`,
    );
  if (found?.device == null)
    throw new DeviceNotIdentifiedError(
      `No disk with the serial of volume ${volumeId} appeared in the recovery server${others(probe)}`,
    );
  return found;
}

/** What did appear, for whoever looks for it. */
function others({ strangers }: ProbeAnswer): string {
  if (strangers.length === 0) return '';
  const told = strangers.slice(0, 5).map(strangerText);
  return `; what appeared and is none of the volumes: ${told.join(', ')}`;
}

const strangerText = ({ path, serial, sizeBytes }: ProbeAnswer['strangers'][number]): string =>
  `${plainText(path, 80)} (${sizeBytes} bytes, ${serial === '' ? 'without a serial' : `serial ${plainText(serial, 40)}`})`;

export const strangerWarnings = ({ strangers }: ProbeAnswer): Remark[] =>
  strangers.slice(0, 5).map(({ path, sizeBytes, serial }) => ({
    code: 'stranger',
    path: plainText(path, 80),
    sizeBytes,
    serial: plainText(serial, 40),
  }));

function whichBooted({ isOwnRoot, appeared, device }: ProbedVolume, volumeId: string): string | null {
  if (isOwnRoot)
    return `The recovery server runs from volume ${volumeId}: it booted the evidence. Nothing more is done with it`;
  return appeared === false
    ? `The disk with the serial of volume ${volumeId}, ${device ?? ''}, was there before anything was attached`
    : null;
}

function whatIsWritable({ nodes }: ProbedVolume): string | null {
  const writable = nodes.filter(({ readOnly }) => !readOnly);
  return writable.length === 0
    ? null
    : `The kernel would write to ${writable.map(({ path }) => path).join(', ')}; nothing is mounted`;
}
