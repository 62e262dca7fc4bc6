/** Everything that a recovery stands on, as examinations that run side by side. */
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from '../config.ts';
import { loadCloud } from '../openstack/clouds-yaml.ts';
import { examineCloud } from './cloud/examine-cloud.ts';
import type { Examination } from './examination.ts';
import { diskSpace, foldersOf, sshKey } from './machine.ts';
import { examineMail } from './mail.ts';
import { examineTemporal, type TemporalSite } from './temporal.ts';
import { examineTickets } from './tickets.ts';

/** @param only - one cloud of the configuration; all of them when left out. */
export function examinationsOf(config: Config, configFile: string, only?: string): Examination[] {
  const clouds = Object.entries(config.clouds).filter(([name]) => only === undefined || name === only);
  return [
    ...clouds.map(([name, settings]): Examination => {
      const { openstackCloud = name, sysadminCloud } = settings;
      const site = {
        settings,
        member: () => loadCloud(openstackCloud),
        sysadmin: sysadminCloud === undefined ? null : () => loadCloud(sysadminCloud),
        privateKeyFile: config.ssh.privateKeyFile,
      };
      return { subject: `cloud ${name}`, examine: (signal) => examineCloud(site, signal) };
    }),
    { subject: 'Temporal', examine: (signal) => examineTemporal(temporalSite(), signal) },
    { subject: 'mail', examine: () => examineMail(config.mail) },
    ...Object.entries(config.tickets).map(([name, settings]): Examination => ({
      subject: `tickets ${name}`,
      examine: (signal) => examineTickets(settings, signal),
    })),
    {
      subject: 'this machine',
      examine: () => Promise.resolve([sshKey(config.ssh.privateKeyFile), diskSpace(foldersOf(configFile))]),
    },
  ];
}

const CONNECT_TIMEOUT = '5 seconds';

function temporalSite(): TemporalSite {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  return {
    address: connectionOptions.address ?? 'localhost:7233',
    namespace,
    connect: () => Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_TIMEOUT }),
  };
}
