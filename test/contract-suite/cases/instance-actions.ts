/** Nova's journal of a server: the only place that tells who locked it, and how an accepted act ended. */
import { z } from 'zod';
import * as instanceActionsOf from '../../../src/openstack/compute/instance-actions.ts';
import type { Answer } from '../suite/caller.ts';
import type { Case } from '../suite/case.ts';
import { attach, deleteServer, instanceActions, NOBODY } from './nova-requests.ts';

const Actions = z.object({ instanceActions: z.array(z.looseObject({ action: z.string(), request_id: z.string() })) });
const requestOf = ({ body }: Answer, wanted: string): string =>
  Actions.parse(body).instanceActions.find(({ action }) => action === wanted)?.request_id ?? '';

export const instanceActionCases: readonly Case[] = [
  {
    name: 'the journal of a server lists the latest act first, with who asked for it',
    operation: 'compute.instance-actions.list',
    kind: 'listing',
    async play({ given, call, as, client, clientCall }) {
      const server = await given.server({ fresh: true });
      await given.lock(server);
      for (const microversion of ['2.1', '2.58', 'latest'])
        await call(`at ${microversion}`, instanceActions(server, microversion));
      await call('to an admin', instanceActions(server, 'latest'), as.admin);
      await call('to somebody of another project', instanceActions(server), as.outsider);
      await call('of an unknown server', instanceActions(NOBODY));
      await clientCall('by the client', () => instanceActionsOf.list(client.compute, server));
    },
  },
  {
    name: 'the journal comes in pages from 2.58 on, and the next one is named in links',
    operation: 'compute.instance-actions.list',
    kind: 'listing',
    async play({ given, call, client, clientCall }) {
      const server = await given.server({ fresh: true });
      await given.lock(server);
      await given.unlock(server);
      const first = await call('the first page', instanceActions(server, '2.58', '?limit=2'));
      const [, last] = Actions.parse(first.body).instanceActions;
      await call('the last page', instanceActions(server, '2.58', `?limit=2&marker=${last?.request_id ?? ''}`));
      await call('after what is unknown', instanceActions(server, '2.58', '?limit=2&marker=nothing'));
      await call('before 2.58, all of it', instanceActions(server, '2.57', '?limit=2'));
      await clientCall('page by page by the client', () =>
        client.compute.list(
          instanceActionsOf.InstanceAction,
          'instanceActions',
          `/servers/${server}/os-instance-actions`,
          { microversion: '2.79', params: { limit: '2' } },
        ),
      );
    },
  },
  {
    name: 'an entry of the journal tells a member how it ended, and an admin why',
    operation: 'compute.instance-actions.get',
    kind: 'success',
    async play({ given, call, as, hands }) {
      const server = await given.server({ running: true });
      const volume = await given.volume();
      await hands.breakVolume(volume);
      await given.ask(attach(server, volume));
      await given.untilFailed(server, 'attach_volume');
      const journal = await call('the journal', instanceActions(server, '2.79'));
      const [failed, created] = [requestOf(journal, 'attach_volume'), requestOf(journal, 'create')];
      await call('what failed', instanceActions(server, '2.79', `/${failed}`));
      await call('to an admin', instanceActions(server, '2.79', `/${failed}`), as.admin);
      await call('what came off', instanceActions(server, '2.79', `/${created}`));
      await call('before 2.51, without a result', instanceActions(server, '2.50', `/${failed}`));
      await call('an unknown request', instanceActions(server, '2.79', '/req-nothing'));
    },
  },
  {
    name: 'the journal outlives its server from 2.21 on',
    operation: 'compute.instance-actions.list',
    kind: 'success',
    async play({ given, call, course, client, clientCall }) {
      const server = await given.server({ fresh: true });
      await given.ask(deleteServer(server));
      await course('the server', `/servers/${server}`, [
        'SHUTOFF deleting stopped?',
        'DELETED no-task deleted?',
        '404',
      ]);
      await call('before 2.21', instanceActions(server, '2.20'));
      await call('at 2.21', instanceActions(server, '2.21'));
      await clientCall('by the client', () => instanceActionsOf.list(client.compute, server));
    },
  },
];
