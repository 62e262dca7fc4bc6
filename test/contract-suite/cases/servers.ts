/** What Nova tells of a server, by microversion, and how it lists servers. */
import * as servers from '../../../src/openstack/compute/servers.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { nova, UNKNOWN } from './requests.ts';

/** Each at which something appears or goes. */
const MICROVERSIONS = ['2.1', '2.3', '2.9', '2.47', '2.73', '2.79', '2.89', 'latest'];

export const serverCases: readonly Case[] = [
  {
    name: 'a locked server tells of its lock from 2.9 on, and of the reason from 2.73 on',
    operation: 'compute.servers.get',
    kind: 'success',
    async play({ given, call, client, clientCall }) {
      const { server } = await given.attachedVolume();
      await given.lock(server, 'Compromised, ticket 4711');
      for (const microversion of MICROVERSIONS)
        await call(`at ${microversion}`, nova('GET', `/servers/${server}`, { microversion }));
      await clientCall('by the client', () => servers.get(client.compute, server));
    },
  },
  {
    name: 'a server that boots from a volume has no image',
    operation: 'compute.servers.get',
    kind: 'success',
    async play({ given, call, client, clientCall, name }) {
      const server = await given.server({ fromVolume: true });
      name('root', (await given.attachedTo(server))[0] ?? '');
      for (const microversion of MICROVERSIONS)
        await call(`at ${microversion}`, nova('GET', `/servers/${server}`, { microversion }));
      await clientCall('by the client', () => servers.get(client.compute, server));
    },
  },
  {
    name: 'an unknown server is not found',
    operation: 'compute.servers.get',
    kind: 'refusal',
    async play({ call, client, clientCall }) {
      await call('a look', nova('GET', `/servers/${UNKNOWN}`));
      await call('what is no id', nova('GET', '/servers/contract-server'));
      await call('its journal', nova('GET', `/servers/${UNKNOWN}/os-instance-actions`));
      await call('its attachments', nova('GET', `/servers/${UNKNOWN}/os-volume_attachments`));
      await clientCall('a look by the client', () => servers.get(client.compute, UNKNOWN));
      await clientCall('a delete by the client', () => servers.remove(client.compute, UNKNOWN));
    },
  },
  {
    name: 'a server is renamed, locked or not',
    operation: 'compute.servers.update',
    kind: 'success',
    async play({ given, call, name }) {
      const server = await given.server();
      await given.lock(server);
      const called = name('its name', given.newName());
      await call('the wish', nova('PUT', `/servers/${server}`, { body: { server: { name: called } } }));
      await call('what it is', nova('GET', `/servers/${server}`));
    },
  },
  {
    name: 'servers are listed by a regular expression, in pages as long as one wishes',
    operation: 'compute.servers.list',
    kind: 'listing',
    async play(stage) {
      const { given, call, client, clientCall, name } = stage;
      const shared = name('shared', given.newName());
      for (const server of [await given.server(), await given.server()]) await renamed(stage, server, shared);
      // The youngest comes first, and of those of the same second anyone.
      const [first = '', second = ''] = idsOf(await given.ask(nova('GET', `/servers/detail?name=${shared}`)));
      await renamed(stage, name('first', first), name('one', `${shared}.one`));
      await renamed(stage, name('second', second), name('other', `${shared}-other`));
      await call('both', nova('GET', `/servers/detail?name=${shared}`));
      await call('one of them', nova('GET', `/servers/detail?name=^${shared}.one$`));
      await call('the other', nova('GET', `/servers/detail?name=${shared}[-]other`));
      await call('this or that, which is no wish that Nova knows', nova('GET', `/servers/detail?name=${shared}.one|x`));
      await call('none', nova('GET', '/servers/detail?name=^no-server-has-this-name$'));
      await call('a page of one', nova('GET', `/servers/detail?name=${shared}&limit=1`));
      await call('the page after', nova('GET', `/servers/detail?name=${shared}&limit=1&marker=${first}`));
      await call('the page after the last', nova('GET', `/servers/detail?name=${shared}&limit=1&marker=${second}`));
      await call('a page of two', nova('GET', `/servers/detail?name=${shared}&limit=2`));
      await call('a page of three', nova('GET', `/servers/detail?name=${shared}&limit=3`));
      await call('a marker that is none', nova('GET', `/servers/detail?marker=${UNKNOWN}`));
      await clientCall('by the client, which wants a whole name', () =>
        servers.list(client.compute, { name: `${shared}.one` }),
      );
      await clientCall('a part of the name', () => servers.list(client.compute, { name: shared }));
      await clientCall('a name that is a regular expression', () =>
        servers.list(client.compute, { name: `${shared}..*` }),
      );
      await clientCall('by pages of one, which the client turns', () =>
        client.compute.list(servers.Server, 'servers', '/servers/detail', {
          microversion: '2.79',
          params: { name: shared, limit: '1' },
        }),
      );
    },
  },
];

const idsOf = (body: unknown): string[] => (body as { servers: { id: string }[] }).servers.map(({ id }) => id);

const renamed = ({ given }: Stage, server: string, name: string): Promise<unknown> =>
  given.ask(nova('PUT', `/servers/${server}`, { body: { server: { name } } }));
