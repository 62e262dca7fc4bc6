/**
 * `node demo/cloud.ts FOLDER`: the simulated cloud and its guests as a service of docker-compose.yml, for the profile
 * `demo`. It writes the settings that the worker and the webhook service read into FOLDER.
 */
import { startOpenStackSimulator } from '../simulators/openstack/simulator.ts';
import { startJumpHost } from '../simulators/ssh-host/jump-host.ts';
import { startSshHost } from '../simulators/ssh-host/ssh-host.ts';
import { keepAliveFile } from '../src/alive.ts';
import { writeSettings } from './cloud-settings.ts';

/** The name of the service. */
const HOST = 'openstack';
const API_PORT = 18_774;
const JUMP_PORT = 2222;
const GUEST_PORT = 2200;
const EVERYWHERE = '0.0.0.0';
/** People want to watch: a recorded second takes this long. */
const UNIT_MS = 150;

const [folder = '/settings'] = process.argv.slice(2);
const guests = await startSshHost(GUEST_PORT);
const simulator = await startOpenStackSimulator({
  guests,
  unitMs: UNIT_MS,
  host: EVERYWHERE,
  port: API_PORT,
  publicUrl: `http://${HOST}:${API_PORT}`,
});
const addresses = { host: HOST, jumpPort: JUMP_PORT, guestPort: GUEST_PORT };
const { jumpHostKey, workerPublicKey } = writeSettings(folder, simulator.cloudsYaml(), addresses);
await startJumpHost({ host: EVERYWHERE, port: JUMP_PORT, hostKey: jumpHostKey, authorizedKey: workerPublicKey });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
keepAliveFile(process.env['ALIVE_FILE'], () => true);
process.stdout.write(`The simulated cloud is ready: ${simulator.url}\n`);
