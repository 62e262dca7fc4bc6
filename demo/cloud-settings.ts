/** The settings of docker-compose.yml's profile `demo`, made once and kept in the volume that its services share. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ssh2 from 'ssh2';
import { stringify } from 'yaml';
import { ed25519Pair } from '../simulators/ssh-host/key-pair.ts';

export interface CloudAddresses {
  /** Name of the simulated cloud among the services. */
  host: string;
  jumpPort: number;
  /** The same on every guest. */
  guestPort: number;
}

export interface CloudKeys {
  jumpHostKey: string;
  /** Of the worker, as one line. */
  workerPublicKey: string;
}

/** @returns the keys: those that are there already, since workers have read them. */
export function writeSettings(folder: string, cloudsYaml: string, addresses: CloudAddresses): CloudKeys {
  const file = (name: string): string => path.join(folder, name);
  const once = (name: string, make: () => string, mode = 0o400): string => {
    if (!existsSync(file(name))) writeFileSync(file(name), make(), { mode });
    return readFileSync(file(name), 'utf8');
  };
  const workerKey = once('recovery_key', () => ed25519Pair().private);
  const jumpHostKey = once('jump_host_key', () => ed25519Pair().private);
  // The webhook service is another user than the worker.
  once('ticket_secret', () => `whsec_${randomBytes(32).toString('base64')}`, 0o444);
  writeFileSync(file('clouds.yaml'), cloudsYaml, { mode: 0o600 });
  const configuration = stringify(configurationOf(addresses, publicLine(jumpHostKey)));
  writeFileSync(file('recovery.config.yaml'), configuration);
  return { jumpHostKey, workerPublicKey: publicLine(workerKey) };
}

function publicLine(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}

const configurationOf = ({ host, jumpPort, guestPort }: CloudAddresses, jumpHostKey: string): unknown => ({
  defaultCloud: 'research',
  clouds: {
    research: {
      // Whoever approves in the browser has no cloud to unlock a server in: the recovery does that itself.
      sysadminCloud: 'sysadmin',
      recoveryServer: {
        sshFrom: ['127.0.0.1/32'],
        sshPort: guestPort,
        network: 'research-net',
        bootTimeout: '2 minutes',
        reach: 'jump',
        jumpHost: { host, port: jumpPort, user: 'jump', hostKeys: [jumpHostKey] },
      },
    },
  },
  ssh: { privateKeyFile: 'recovery_key' },
  mail: {
    smtp: { host: 'mail', port: 1025, security: 'none' },
    from: 'recovery@example.org',
    cloudTeam: { email: 'cloud-team@example.org' },
  },
  tickets: {
    helpdesk: {
      system: 'standard-webhooks',
      secretFiles: ['ticket_secret'],
      startOn: { tags: ['compromised'] },
      fields: { server: 'server' },
    },
  },
  webhook: { host: '0.0.0.0' },
  temporalUi: 'http://localhost:8233',
});
