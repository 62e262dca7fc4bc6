/** From BUILD to ACTIVE with a console, or to ERROR: a server's first minute. */
import { randomUUID } from 'node:crypto';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server } from '../resources.ts';
import type { ServiceName } from '../services.ts';
import { SECONDS } from './courses.ts';

export interface RootDevice {
  uuid: string;
  volume_size: number;
  delete_on_termination: boolean;
}

interface Plan {
  noHost: boolean;
  device: RootDevice | undefined;
  publicKeys: string[];
}

/** `scheduling`, the network (no word of it), `spawning`; where no host is found, it ends early (recorded 40, 83). */
export function build(cloud: SimulatedCloud, server: Server, plan: Plan): void {
  const step = (seconds: number, act: () => void, needs: readonly ServiceName[] = []): void => {
    cloud.after(
      seconds,
      () => {
        if (server.taskState !== 'deleting' && cloud.servers.has(server.id)) act();
      },
      needs,
    );
  };
  const hosts: readonly ServiceName[] =
    plan.device === undefined ? ['nova-compute'] : ['nova-compute', 'cinder-volume'];
  step(SECONDS.scheduling, () => {
    server.taskState = null;
    if (!plan.noHost) return;
    server.status = 'ERROR';
    server.fault = { code: 500, message: 'No valid host was found. ' };
  });
  if (plan.noHost) return;
  step(
    SECONDS.networking,
    () => {
      server.taskState = 'spawning';
      step(SECONDS.building - SECONDS.networking, () => start(cloud, server, plan), hosts);
    },
    hosts,
  );
}

function start(cloud: SimulatedCloud, server: Server, { device, publicKeys }: Plan): void {
  if (device !== undefined) {
    const size = device.volume_size;
    const root = cloud.addVolume({ id: randomUUID(), name: '', size, bootable: true, created: true });
    cloud.attach(server.id, root.id, device.delete_on_termination);
  }
  server.taskState = null;
  server.status = 'ACTIVE';
  server.console = '';
  const lines =
    cloud.guests?.boot({
      serverId: server.id,
      name: server.name,
      address: server.address,
      userData: server.userData,
      publicKeys,
    }) ?? [];
  cloud.after(SECONDS.booting, () => {
    server.console = ['[    0.000000] Linux version 6.1.0-simulated', ...lines, ''].join('\r\n');
  });
}
