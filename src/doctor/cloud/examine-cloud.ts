/** All about one cloud of the configuration. Without a login there is nothing else to find out. */
import type { CloudSettings } from '../../config.ts';
import type { CloudConfig } from '../../openstack/clouds-yaml.ts';
import { type Connection, connect } from '../../openstack/connection.ts';
import type { Looked } from '../check.ts';
import { sideBySide } from '../examination.ts';
import { jumpHostCheck } from './jump-host.ts';
import { credentialCheck, projectCheck, tryLogin } from './login.ts';
import { microversionsCheck } from './microversions.ts';
import { networkChecks } from './network.ts';
import { consoleCheck, policyCheck } from './policy.ts';
import { recoveryServerChecks } from './recovery-server.ts';
import { rehearsalLeft } from './rehearsal-left.ts';
import { sysadminChecks } from './sysadmin.ts';

export interface CloudSite {
  settings: CloudSettings;
  /** @throws CloudConfigError */
  member: () => CloudConfig;
  /** Null where none is configured. */
  sysadmin: (() => CloudConfig) | null;
  privateKeyFile: string;
}

const REQUEST_TIMEOUT_MS = 20_000;
const opened = (cloud: CloudConfig): Connection => connect(cloud, { requestTimeoutMs: REQUEST_TIMEOUT_MS });

export async function examineCloud(site: CloudSite, signal: AbortSignal): Promise<Looked[]> {
  const cloud = site.member();
  const connection = opened(cloud);
  try {
    const tried = await tryLogin(connection, cloud);
    if ('refused' in tried) return [tried.refused];
    const { login, clock } = tried;
    const { recoveryServer } = site.settings;
    const { jumpHost, reach } = recoveryServer;
    const seen = await sideBySide(signal, {
      credential: () => credentialCheck(connection, login, signal),
      'project and roles': () => Promise.resolve(projectCheck(login)),
      policy: () => Promise.resolve(policyCheck(login)),
      'console log': () => consoleCheck(connection, signal),
      microversions: () => microversionsCheck(connection, signal),
      'recovery server': () => recoveryServerChecks(connection, recoveryServer, signal),
      network: () => networkChecks(connection, login, recoveryServer, signal),
      rehearsal: () => rehearsalLeft(connection),
      ...(reach === 'jump' && jumpHost !== undefined
        ? { 'jump host': () => jumpHostCheck(jumpHost, site.privateKeyFile, signal) }
        : {}),
      ...(site.sysadmin === null ? {} : { sysadmin: sysadminLook(site.sysadmin, connection, signal) }),
    });
    return [...seen, ...clock];
  } finally {
    connection.close();
  }
}

const sysadminLook =
  (config: () => CloudConfig, member: Connection, signal: AbortSignal) => async (): Promise<Looked[]> => {
    const cloud = config();
    const connection = opened(cloud);
    try {
      const tried = await tryLogin(connection, cloud);
      if ('refused' in tried) return [{ ...tried.refused, name: 'sysadmin' }];
      return await sysadminChecks(connection, tried.login, member, signal);
    } finally {
      connection.close();
    }
  };
