/** What a member may not, whatever it is asked for: a recovery has a member's credential, and must know where it ends. */
import type { Case } from '../suite/case.ts';
import { cinder, neutron, nova, serverAction } from './requests.ts';

export const policyCases: readonly Case[] = [
  {
    name: "a member does not list all projects' servers; Cinder and Neutron show him his own all the same",
    operation: 'compute.servers.list',
    kind: 'refusal',
    async play({ call, as, name }) {
      const none = 'name=no-resource-has-this-name';
      await call('servers', nova('GET', `/servers/detail?all_tenants=1&${none}`));
      await call('servers, as an admin', nova('GET', `/servers/detail?all_tenants=1&${none}`), as.admin);
      await call('volumes', cinder('GET', `/volumes/detail?all_tenants=1&${none}`));
      await call('snapshots', cinder('GET', `/snapshots/detail?all_tenants=1&${none}`));
      name('other project', as.admin.projectId);
      await call('ports', neutron('GET', `/ports?tenant_id=${as.admin.projectId}`));
    },
  },
  {
    name: 'a member does not see the services of Nova',
    operation: 'compute.services.list',
    kind: 'refusal',
    play: ({ call }) => call('the list', nova('GET', '/os-services')),
  },
  {
    name: 'a member does not see the services of Cinder',
    operation: 'block-storage.services.list',
    kind: 'refusal',
    play: ({ call }) => call('the list', cinder('GET', '/os-services')),
  },
  {
    name: 'a member may ask for the agents of Neutron, and sees none',
    operation: 'network.agents.list',
    kind: 'listing',
    play: ({ call }) => call('the list', neutron('GET', '/agents')),
  },
  {
    name: 'a member sets no state of a server, and moves none',
    operation: 'compute.servers.action',
    kind: 'refusal',
    async play({ given, call }) {
      const server = await given.server();
      await call('a state', serverAction(server, { 'os-resetState': { state: 'active' } }));
      await call('a migration', serverAction(server, { migrate: null }));
    },
  },
  {
    name: 'a member sets no state of a volume, and forces no delete',
    operation: 'block-storage.volumes.action',
    kind: 'refusal',
    async play({ given, call }) {
      const path = `/volumes/${await given.volume()}/action`;
      await call('a state', cinder('POST', path, { body: RESET }));
      await call('a forced delete', cinder('POST', path, { body: { 'os-force_delete': {} } }));
    },
  },
  {
    name: 'a member sets no state of a snapshot, and forces no delete',
    operation: 'block-storage.snapshots.action',
    kind: 'refusal',
    async play({ given, call }) {
      const path = `/snapshots/${await given.snapshot(await given.volume())}/action`;
      await call('a state', cinder('POST', path, { body: RESET }));
      await call('a forced delete', cinder('POST', path, { body: { 'os-force_delete': {} } }));
    },
  },
  {
    name: 'a member sees his quota of Nova',
    operation: 'compute.quota-sets.get',
    kind: 'success',
    play: ({ call, as }) => call('the quota', nova('GET', `/os-quota-sets/${as.member.projectId}`)),
  },
  {
    name: 'a member does not change his quota of Nova',
    operation: 'compute.quota-sets.update',
    kind: 'refusal',
    play: ({ call, as }) =>
      call(
        'a change',
        nova('PUT', `/os-quota-sets/${as.member.projectId}`, { body: { quota_set: { instances: 100 } } }),
      ),
  },
  {
    name: 'a member sees his quota of Cinder',
    operation: 'block-storage.quota-sets.get',
    kind: 'success',
    play: ({ call, as }) => call('the quota', cinder('GET', `/os-quota-sets/${as.member.projectId}`)),
  },
  {
    name: 'a member does not change his quota of Cinder',
    operation: 'block-storage.quota-sets.update',
    kind: 'refusal',
    play: ({ call, as }) =>
      call(
        'a change',
        cinder('PUT', `/os-quota-sets/${as.member.projectId}`, { body: { quota_set: { volumes: 100 } } }),
      ),
  },
  {
    name: 'a member sees his quota of Neutron',
    operation: 'network.quotas.get',
    kind: 'success',
    play: ({ call, as }) => call('the quota', neutron('GET', `/quotas/${as.member.projectId}`)),
  },
  {
    name: 'a member does not change his quota of Neutron',
    operation: 'network.quotas.update',
    kind: 'refusal',
    play: ({ call, as }) =>
      call('a change', neutron('PUT', `/quotas/${as.member.projectId}`, { body: { quota: { port: 100 } } })),
  },
];

const RESET = { 'os-reset_status': { status: 'error' } };
