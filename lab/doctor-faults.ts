/** What can be wrong in a real cloud, and around it; a cloud of another release is the only one of the twelve that it can't be. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import proto from '@temporalio/proto';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadCloud } from '../src/openstack/clouds-yaml.ts';
import { connect } from '../src/openstack/connection.ts';
import type { Checklist } from './checklist.ts';
import { workerEnvironment } from './circumstances.ts';
import { type Cloud, remove, until } from './cloud.ts';
import { CLOUDS_YAML } from './seeded.ts';
import type { Stack } from './stack.ts';

/** Of one run; a fault changes it. */
export interface Site {
  config: DoctorConfig;
  clouds: Record<string, unknown>;
  environment: Record<string, string>;
  mend: (() => Promise<void>)[];
}
export interface DoctorConfig {
  clouds: { lab: Record<string, unknown> & { recoveryServer: Record<string, unknown> } };
  mail: { smtp: Record<string, unknown> };
  tickets: Record<string, unknown>;
  [setting: string]: unknown;
}

export interface Bench {
  stack: Stack;
  cloud: Cloud;
  list: Checklist;
  tickets: string;
}

export interface Fault {
  fault: string;
  /** `subject: name` of the checks that must tell it. */
  told: string[];
  /** What it does inside the cloud it takes back by `site.mend`. */
  put: (site: Site, bench: Bench) => unknown;
}

export const FAULTS: readonly Fault[] = [
  {
    fault: 'a wrong password',
    told: ['cloud lab: credential'],
    put: ({ config, clouds }) => {
      const user = userOfTheLab();
      clouds['user'] = { ...user, auth: { ...user.auth, password: 'forgotten' } };
      config.clouds.lab['openstackCloud'] = 'user';
    },
  },
  {
    fault: 'an application credential that has expired',
    told: ['cloud lab: credential'],
    put: async ({ config, clouds }) => {
      clouds['expired'] = await expiredCredential();
      config.clouds.lab['openstackCloud'] = 'expired';
    },
  },
  {
    fault: 'an image that is not there',
    told: ['cloud lab: image'],
    put: ({ config }) => {
      config.clouds.lab.recoveryServer['image'] = 'debian-99';
    },
  },
  {
    fault: 'a flavor over the quota',
    told: ['cloud lab: quota'],
    put: async (site, { cloud }) => {
      const wish = { flavor: { name: 'doctor.huge', ram: 60_000, vcpus: 1, disk: 2 } };
      const id = idOf(await cloud('compute', 'POST', '/flavors', wish), 'flavor');
      site.config.clouds.lab.recoveryServer['flavor'] = 'doctor.huge';
      site.mend.push(() => remove(cloud, 'compute', `/flavors/${id}`));
    },
  },
  {
    fault: 'a mail server that is down',
    told: ['mail: SMTP'],
    put: ({ config }) => void (config.mail.smtp['port'] = 1),
  },
  {
    fault: 'a namespace that is not there',
    told: ['Temporal: namespace'],
    put: ({ environment }) => void (environment['TEMPORAL_NAMESPACE'] = 'nowhere'),
  },
  {
    fault: 'a search attribute that is not there',
    told: ['Temporal: search attributes'],
    put: async (site, { stack: { client } }) => {
      const attribute = { namespace: 'default', searchAttributes: ['WaitingSince'] };
      await client.connection.operatorService.removeSearchAttributes(attribute);
      const { INDEXED_VALUE_TYPE_DATETIME: type } = proto.temporal.api.enums.v1.IndexedValueType;
      site.mend.push(async () => {
        await client.connection.operatorService.addSearchAttributes({
          namespace: 'default',
          searchAttributes: { WaitingSince: type },
        });
      });
    },
  },
  {
    fault: 'a clock that is ten minutes off',
    told: ['cloud lab: clock', 'Temporal: clock'],
    put: ({ environment }) =>
      void Object.assign(environment, workerEnvironment({ clockAhead: 1 / 6, freezeCompute: 0 })),
  },
  {
    fault: 'a network that nothing leads to',
    told: ['cloud lab: reach'],
    put: async (site, { cloud }) => {
      const wish = { network: { name: 'doctor-island', shared: true, 'provider:network_type': 'local' } };
      const id = idOf(await cloud('network', 'POST', '/networks', wish), 'network');
      const subnet = { network_id: id, ip_version: 4, cidr: '10.99.0.0/24', enable_dhcp: false };
      await cloud('network', 'POST', '/subnets', { subnet });
      site.config.clouds.lab.recoveryServer['network'] = 'doctor-island';
      site.mend.push(() => remove(cloud, 'network', `/networks/${id}`));
    },
  },
  {
    fault: "a sysadmin's credential that may not unlock",
    told: ['cloud lab: sysadmin'],
    put: ({ config, clouds }) => {
      clouds['user'] = userOfTheLab();
      config.clouds.lab['sysadminCloud'] = 'user';
    },
  },
  {
    fault: 'a ticket system that refuses',
    told: ['tickets helpdesk: notes'],
    put: (_site, { stack }) => writeFileSync(path.join(stack.directory, 'token'), 'withdrawn'),
  },
];

const idOf = (body: unknown, key: string): string => (body as Record<string, { id: string }>)[key]?.id ?? '';

function userOfTheLab(): { auth: Record<string, unknown> } {
  const { clouds } = parse(readFileSync(CLOUDS_YAML, 'utf8')) as {
    clouds: { user: { auth: Record<string, unknown> } };
  };
  return clouds.user;
}

/** @returns its entry of clouds.yaml, once Keystone takes it no more. */
async function expiredCredential(): Promise<Record<string, unknown>> {
  const env = { OS_CLIENT_CONFIG_FILE: CLOUDS_YAML };
  const connection = connect(loadCloud('user', env));
  try {
    const { userId } = await connection.login();
    const path = `/users/${userId}/application_credentials`;
    const end = new Date(Date.now() + 3000);
    const wish = { name: `doctor-${Date.now()}`, expires_at: end.toISOString().replace(/\.\d+Z$/, '.000000') };
    const { data } = await connection.keystone.call('POST', path, { body: { application_credential: wish } });
    const { id, secret } = z
      .object({ application_credential: z.object({ id: z.string(), secret: z.string() }) })
      .parse(data).application_credential;
    await until('the application credential to expire', 30, () =>
      Promise.resolve(Date.now() > end.getTime() + 1000 || null),
    );
    const auth = { auth_url: userOfTheLab().auth['auth_url'], application_credential_id: id };
    return { auth_type: 'v3applicationcredential', auth: { ...auth, application_credential_secret: secret } };
  } finally {
    connection.close();
  }
}
