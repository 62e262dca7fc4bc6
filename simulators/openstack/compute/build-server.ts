/** From BUILD to ACTIVE with a console, or to ERROR: a server's first minute. */
import { randomUUID } from 'node:crypto';
import type { SimulatedCloud } from '../cloud.ts';
import type { Transition } from '../latencies.ts';
import type { Server, ServerAction } from '../resources.ts';
import type { ServiceName } from '../services.ts';
import { SECONDS } from './courses.ts';

export interface RootDevice {
  uuid: string;
  volume_size: number;
  delete_on_termination: boolean;
}

interface Plan {
  /** Its entry in the server's journal. */
  action: ServerAction;
  noHost: boolean;
  device: RootDevice | undefined;
  publicKeys: string[];
}

/** `scheduling`, no word, its network, its disks, `spawning`; where no host is found, it ends early (recorded 40, 75, 83). */
export function build(cloud: SimulatedCloud, server: Server, plan: Plan): void {
  const step = (duration: number | Transition, act: () => void, needs: readonly ServiceName[] = []): void => {
    cloud.after(
      duration,
      () => {
        if (server.taskState !== 'deleting' && cloud.servers.has(server.id)) act();
      },
      needs,
    );
  };
  const hosts: readonly ServiceName[] =
    plan.device === undefined ? ['nova-compute'] : ['nova-compute', 'cinder-volume'];
  const spawn = (): void => {
    cloud.change(server, { taskState: 'spawning' });
    step('spawning → ACTIVE', () => start(cloud, server, plan), hosts);
  };
  const mapDevices = (): void => {
    cloud.change(server, { taskState: 'block_device_mapping' });
    // Passed through at once by a server that has its disk on the host.
    step(plan.device === undefined ? 0 : 'block_device_mapping → spawning', spawn, hosts);
  };
  const plug = (): void => {
    cloud.change(server, { taskState: 'networking' });
    step(0, mapDevices, hosts);
  };
  if (plan.noHost) {
    step('scheduling → ERROR', () => refuseHost(cloud, server, plan));
    return;
  }
  step('scheduling → BUILD', () => {
    cloud.change(server, { taskState: null });
    step(plan.device === undefined ? 'BUILD → spawning' : 'BUILD → block_device_mapping', plug, hosts);
  });
}

function refuseHost(cloud: SimulatedCloud, server: Server, { action }: Plan): void {
  cloud.end(action, 'Error');
  const fault = { code: 500, message: 'No valid host was found. ' };
  cloud.change(server, { taskState: null, status: 'ERROR', fault });
}

/** What any guest prints first. */
const KERNEL = [
  '[    0.000000] Linux version 6.1.0-simulated',
  '[    0.000000] Command line: root=LABEL=root ro console=ttyS0',
  '[    1.912004] Run /sbin/init as init process',
];

function start(cloud: SimulatedCloud, server: Server, { action, device, publicKeys }: Plan): void {
  if (device !== undefined) {
    const size = device.volume_size;
    const root = cloud.addVolume({
      id: randomUUID(),
      name: '',
      size,
      bootable: true,
      imageId: device.uuid,
      created: true,
    });
    cloud.attach(server.id, root.id, device.delete_on_termination);
  }
  cloud.change(server, { taskState: null, status: 'ACTIVE', console: '' });
  cloud.end(action);
  const lines =
    cloud.guests?.boot({
      serverId: server.id,
      name: server.name,
      address: server.address,
      userData: server.userData,
      publicKeys,
    }) ?? [];
  cloud.after(SECONDS.booting, () => {
    if (server.status !== 'ACTIVE') return;
    server.console = [...KERNEL, ...lines, '', `Debian GNU/Linux 12 ${server.name} ttyS0`, '', 'login: '].join('\r\n');
  });
}
