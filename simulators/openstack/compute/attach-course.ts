/** What a volume goes through once an attach or a detach is accepted, with the ends that nobody is told about. */
import type { SimulatedCloud } from '../cloud.ts';
import type { Server, ServerAction, Volume } from '../resources.ts';
import type { ServiceName } from '../services.ts';

interface Course {
  server: Server;
  volume: Volume;
  /** The entry of the instance actions, whose message tells how it ended. */
  action: ServerAction;
  /** Ends as if it had never been asked for. */
  fails: boolean;
}

interface AttachCourse extends Course {
  deleteOnTermination: boolean;
}

/** Of the attachment and the new status: seen once in some hundred attaches by somebody who looked every tenth. */
const SECONDS_BETWEEN = 0.05;

const COMPUTE: readonly ServiceName[] = ['nova-compute'];
const BOTH: readonly ServiceName[] = ['nova-compute', 'cinder-volume'];

/**
 * `reserved`, `attaching` without and with its attachment, `in-use`; or, where it fails, silently `available` again (recorded 52, 77). For cinder-volume
 * nova-compute waits as for any question, and gives up (cinder/volume/rpcapi.py `attachment_update`; never recorded).
 *
 * @returns the device that Nova guesses at once.
 */
export function takeHold(cloud: SimulatedCloud, course: AttachCourse): string {
  const { server, volume } = course;
  const device = cloud.nextDevice(server.id);
  cloud.change(volume, { status: 'reserved' });
  const answered = (): void => {
    cloud.change(volume, { status: 'attaching' });
    cloud.after('attaching → in-use', () => connect(cloud, course, device), COMPUTE);
  };
  const ask = (): void => cloud.services.ask('cinder-volume', { answered, timedOut: () => undoAttach(cloud, course) });
  cloud.after('reserved → attaching', ask, COMPUTE);
  return device;
}

function connect(cloud: SimulatedCloud, course: AttachCourse, device: string): void {
  const { server, volume } = course;
  if (course.fails || !cloud.servers.has(server.id)) {
    undoAttach(cloud, course);
    return;
  }
  // Cinder has the attachment a moment before the volume is said to be in use.
  cloud.attach(server.id, volume.id, course.deleteOnTermination, 'attaching');
  cloud.after(SECONDS_BETWEEN, () => {
    if (volume.status !== 'attaching') return;
    cloud.change(volume, { status: 'in-use' });
    cloud.end(course.action);
  });
  cloud.guests?.attached(server.id, {
    volumeId: volume.id,
    sizeGib: volume.size,
    device,
    sourceVolumeId: volume.sourceVolumeId ?? cloud.snapshots.get(volume.snapshotId ?? '')?.volumeId ?? null,
  });
}

function undoAttach(cloud: SimulatedCloud, { volume, action }: Course): void {
  cloud.change(volume, { status: 'available' });
  cloud.end(action, 'Error');
}

/** `detaching`, `available`; or, from a guest that does not answer, `in-use` again after 201 s (recorded 51, 76, 78, 79). */
export function letGo(cloud: SimulatedCloud, { server, volume, action, fails }: Course): void {
  cloud.change(volume, { status: 'detaching' });
  const rollBack = (): void => {
    cloud.change(volume, { status: 'in-use' });
    cloud.end(action, 'Error');
  };
  const finish = (): void => {
    const attachments = volume.attachments.filter(({ serverId }) => serverId !== server.id);
    cloud.change(volume, { status: 'available', attachments });
    cloud.guests?.detached(server.id, volume.id);
    cloud.end(action);
  };
  if (fails) cloud.after('detaching → in-use', rollBack, COMPUTE);
  else cloud.after('detaching → available', finish, BOTH);
}
