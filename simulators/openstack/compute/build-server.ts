/** From BUILD to ACTIVE with a console, or to ERROR: a server's first minute. */
import { randomUUID } from 'node:crypto';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server } from '../resources.ts';
import { SECONDS } from './courses.ts';

export interface RootDevice {
  uuid: string;
  volume_size: number;
  delete_on_termination: boolean;
}

export function build(
  cloud: SimulatedCloud,
  server: Server,
  { noHost, device, publicKeys }: { noHost: boolean; device: RootDevice | undefined; publicKeys: string[] },
): void {
  server.taskState = null;
  if (noHost) {
    server.status = 'ERROR';
    server.fault = { code: 500, message: 'No valid host was found. ' };
    return;
  }
  if (device !== undefined) {
    const size = device.volume_size;
    const root = cloud.addVolume({ id: randomUUID(), name: '', size, bootable: true, created: true });
    cloud.attach(server.id, root.id, device.delete_on_termination);
  }
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
