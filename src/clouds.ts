/** Opens connections by the names of `recovery.config.yaml`; one per cloud and project, shared by all activities. */
import type { ActivityDependencies } from './activities/dependencies.ts';
import { settingsOf } from './activities/settings.ts';
import type { Config } from './config.ts';
import { loadCloud } from './openstack/clouds-yaml.ts';
import { connect, type Connection } from './openstack/connection.ts';

/** @param env - where `OS_CLIENT_CONFIG_FILE` and the other `OS_*` variables are read from. */
export function openClouds(
  config: Config,
  env: NodeJS.ProcessEnv = process.env,
): Pick<ActivityDependencies, 'openCloud' | 'openSysadminCloud'> {
  const open = new Map<string, Connection>();
  const opened = (openstackCloud: string, project: string | null): Connection => {
    const key = JSON.stringify([openstackCloud, project]);
    const connection =
      open.get(key) ?? connect(loadCloud(openstackCloud, env), project === null ? {} : { projectScope: project });
    open.set(key, connection);
    return connection;
  };
  return {
    openCloud: ({ cloud, project }) => opened(settingsOf(config, cloud).openstackCloud ?? cloud, project),
    openSysadminCloud: (cloud) => {
      const { sysadminCloud } = settingsOf(config, cloud);
      return sysadminCloud === undefined ? null : opened(sysadminCloud, null);
    },
  };
}

/**
 * One cloud, for a command that does its work and ends.
 *
 * @param cloud - its name in the configuration; `openstackCloud` of the answer is that in `clouds.yaml`.
 */
export function openOneCloud(
  config: Config,
  cloud: string,
  project: string | null,
): { openstackCloud: string; connection: Connection } {
  const { openstackCloud = cloud } = settingsOf(config, cloud);
  return { openstackCloud, connection: openClouds(config).openCloud({ cloud, project }) };
}
