/** The files of a site, made for this demo: configuration, clouds.yaml and the worker's key. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { ed25519Pair } from '../simulators/ssh-host/key-pair.ts';

export const CLOUD = 'research';
const CLOUD_TEAM = 'cloud-team@example.org';

export interface Simulated {
  cloudsYaml: string;
  sshPort: number;
  smtpPort: number;
  temporalUi: string;
}

/** @returns the variables that lead the worker to the files. */
export function writeConfiguration(folder: string, simulated: Simulated): Record<string, string> {
  const write = (name: string, content: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  write('worker-key', ed25519Pair().private);
  return {
    RECOVERY_CONFIG: write('recovery.config.yaml', stringify(configuration(simulated))),
    OS_CLIENT_CONFIG_FILE: write('clouds.yaml', simulated.cloudsYaml),
  };
}

const configuration = ({ sshPort, smtpPort, temporalUi }: Simulated): unknown => ({
  defaultCloud: CLOUD,
  clouds: {
    [CLOUD]: {
      recoveryServer: {
        sshFrom: ['127.0.0.1/32'],
        sshPort,
        network: 'research-net',
        bootTimeout: '2 minutes',
      },
    },
  },
  ssh: { privateKeyFile: 'worker-key' },
  mail: {
    smtp: { host: '127.0.0.1', port: smtpPort, security: 'none' },
    from: 'recovery@example.org',
    cloudTeam: { email: CLOUD_TEAM },
  },
  temporalUi,
});
