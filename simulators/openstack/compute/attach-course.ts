/** What a volume goes through once an attach or a detach is accepted, with the ends that nobody is told about. */
import type { SimulatedCloud } from '../cloud.ts';
import type { Server, Volume } from '../resources.ts';
import { SECONDS } from './courses.ts';

interface Wish {
  deleteOnTermination: boolean;
  fails: boolean;
}

/**
 * `reserved`, `attaching`, `in-use`; or, where it fails, silently `available` again (recorded 52, 77).
 *
 * @returns the device that Nova guesses at once.
 */
export function takeHold(cloud: SimulatedCloud, server: Server, volume: Volume, wish: Wish): string {
  const device = cloud.nextDevice(server.id);
  volume.status = 'reserved';
  cloud.after(SECONDS.attaching / 2, () => {
    volume.status = 'attaching';
  });
  cloud.after(SECONDS.attaching, () => {
    if (wish.fails) {
      volume.status = 'available';
      return;
    }
    cloud.attach(server.id, volume.id, wish.deleteOnTermination);
    cloud.guests?.attached(server.id, {
      volumeId: volume.id,
      sizeGib: volume.size,
      device,
      sourceVolumeId: volume.sourceVolumeId,
    });
  });
  return device;
}

/** `detaching`, `available`; or, from a guest that does not answer, `in-use` again after 201 s (recorded 51, 76). */
export function letGo(cloud: SimulatedCloud, server: Server, volume: Volume, rollsBack: boolean): void {
  volume.status = 'detaching';
  cloud.after(rollsBack ? SECONDS.rollBack : SECONDS.detaching, () => {
    if (rollsBack) {
      volume.status = 'in-use';
      return;
    }
    volume.attachments = volume.attachments.filter(({ serverId }) => serverId !== server.id);
    volume.status = 'available';
    cloud.volumeEvents.push({ volumeId: volume.id, event: 'detached', serverId: server.id });
    cloud.guests?.detached(server.id, volume.id);
  });
}
