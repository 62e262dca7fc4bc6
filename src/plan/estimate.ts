/**
 * How long each step should take. The shortest times are those measured on a Zed cloud with Ceph whose guests run on an
 * emulated processor; the longest allow for storage that copies every byte and for a busy cloud. A guess with a basis.
 */
import type { PlanEstimate, RecoveryServerPlan, SecondsRange, VolumePlan } from '../contract/recovery.ts';

/** Measured: 0.4–1.3 s for a clone or snapshot of any size, since Ceph shares the blocks. */
const SHARED_COPY_SECONDS = 2;
/** 100 MiB/s, what a backend that copies may be expected to do. */
const COPY_SECONDS_PER_GIB = 10;
/** An image goes from the host to Glance, and from Glance to Cinder. */
const COPIES_BY_IMAGE = 2;
/** Measured: 81 s from the request to the host keys on the console. */
const BOOT_SECONDS = { from: 80, to: 300 };
/** Nova makes the recovery server's root volume first. */
const ROOT_VOLUME_SECONDS = 60;
/** Measured: detach 0.3–1.3 s, attach 1–1.9 s. */
const MOVE_SECONDS = { from: 2, to: 10 };
/** Measured: 3–4 s. */
const DELETE_SERVER_SECONDS = { from: 4, to: 60 };
/** A few round trips by ssh, and a mount for each file system: reckoned, not measured apart. */
const INSPECT_SECONDS = { from: 5, to: 60 };

export function estimateOf(volumes: readonly VolumePlan[], server: RecoveryServerPlan): PlanEstimate {
  const moves = volumes.length;
  const deletion = volumes.some(({ strategy }) => strategy === 'delete-server') ? DELETE_SERVER_SECONDS : NONE;
  const preserve = { from: SHARED_COPY_SECONDS, to: Math.max(60, ...volumes.map(longestCopy)) };
  const launch = {
    from: BOOT_SECONDS.from,
    to: BOOT_SECONDS.to + (server.rootVolumeGib === null ? 0 : ROOT_VOLUME_SECONDS),
  };
  const move = { from: MOVE_SECONDS.from + deletion.from, to: MOVE_SECONDS.to * moves + deletion.to };
  const inspect = { from: INSPECT_SECONDS.from, to: INSPECT_SECONDS.to * moves };
  const total = (end: keyof SecondsRange): number =>
    // Preserving and launching go on side by side.
    Math.max(preserve[end], launch[end]) + move[end] + inspect[end];
  return {
    steps: [
      { step: 'preserve', ...preserve },
      { step: 'launch', ...launch },
      { step: 'move', ...move },
      { step: 'inspect', ...inspect },
    ],
    total: { from: total('from'), to: total('to') },
  };
}

const NONE: SecondsRange = { from: 0, to: 0 };

/** Of a volume's snapshot and copy, which are made side by side. */
function longestCopy({ makes, sizeGib }: VolumePlan): number {
  const copies = makes.includes('copy') ? COPIES_BY_IMAGE : makes.includes('clone') ? 1 : 0;
  return copies * sizeGib * COPY_SECONDS_PER_GIB;
}
