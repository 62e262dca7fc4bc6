/** What a new server is made of, and how much of it there may be: keypairs, flavors, limits. */
import * as flavors from '../../../src/openstack/compute/flavors.ts';
import * as keypairs from '../../../src/openstack/compute/keypairs.ts';
import * as limits from '../../../src/openstack/compute/limits.ts';
import type { Case } from '../suite/case.ts';
import { PUBLIC_KEY } from '../suite/given.ts';
import { nova } from './requests.ts';

const imported = (name: string, publicKey: string | undefined, microversion: string): ReturnType<typeof nova> =>
  nova('POST', '/os-keypairs', { body: { keypair: { name, public_key: publicKey } }, microversion });

export const computeFurnitureCases: readonly Case[] = [
  {
    name: 'a public key is imported, and looked at',
    operation: 'compute.keypairs.create',
    kind: 'success',
    async play({ given, call, client, clientCall, name }) {
      const [old, recent, own] = [given.newName(), given.newName(), given.newName()];
      for (const [as, key] of [
        ['old', old],
        ['recent', recent],
        ['own', own],
      ] as const)
        name(as, key);
      for (const key of [old, recent, own]) given.removedLater('compute', `/os-keypairs/${key}`);
      await call('at 2.1', imported(old, PUBLIC_KEY, '2.1'));
      await call('at 2.79', imported(recent, PUBLIC_KEY, '2.79'));
      await clientCall('by the client', () => keypairs.create(client.compute, { name: own, publicKey: PUBLIC_KEY }));
      await call('a look at 2.1', nova('GET', `/os-keypairs/${own}`));
      await call('a look at 2.79', nova('GET', `/os-keypairs/${own}`, { microversion: '2.79' }));
      await clientCall('a look by the client', () => keypairs.get(client.compute, own));
    },
  },
  {
    name: 'a keypair is deleted, and the second time it is gone',
    operation: 'compute.keypairs.delete',
    kind: 'success',
    async play({ given, call, client, clientCall }) {
      const [old, recent, own] = [
        await given.keypair('old'),
        await given.keypair('recent'),
        await given.keypair('own'),
      ];
      await call('the delete at 2.1', nova('DELETE', `/os-keypairs/${old}`));
      await call('the delete at 2.79', nova('DELETE', `/os-keypairs/${recent}`, { microversion: '2.79' }));
      await clientCall('the delete by the client', () => keypairs.remove(client.compute, own));
      await clientCall('another delete by the client', () => keypairs.remove(client.compute, own));
      await clientCall('a look afterwards', () => keypairs.get(client.compute, own));
    },
  },
  {
    name: 'a key of a name that is taken, or that is none, is refused, and Nova makes none from 2.92 on',
    operation: 'compute.keypairs.create',
    kind: 'refusal',
    async play({ given, call, client, clientCall, name, as }) {
      const key = await given.keypair();
      name('user', as.member.userId);
      await call('the same name', imported(key, PUBLIC_KEY, '2.79'));
      await clientCall('the same, by the client', () =>
        keypairs.create(client.compute, { name: key, publicKey: PUBLIC_KEY }),
      );
      await call('no key', imported('contract', 'ssh-ed25519 nonsense', '2.79'));
      await clientCall('no key, by the client', () =>
        keypairs.create(client.compute, { name: 'contract', publicKey: 'ssh-ed25519 nonsense' }),
      );
      await call('none given, at 2.92', imported('contract', undefined, '2.92'));
      await call('an unknown one', nova('GET', '/os-keypairs/no-key-has-this-name'));
      await call('a delete of it', nova('DELETE', '/os-keypairs/no-key-has-this-name'));
    },
  },
  {
    name: 'keypairs are of the user: another member does not see them',
    operation: 'compute.keypairs.get',
    kind: 'refusal',
    async play({ given, call, as, name }) {
      const key = await given.keypair();
      name('outsider', as.outsider.userId);
      name('admin', as.admin.userId);
      await call('a look', nova('GET', `/os-keypairs/${key}`), as.outsider);
      await call('an admin’s look', nova('GET', `/os-keypairs/${key}`), as.admin);
    },
  },
  {
    name: 'keypairs are listed by their user, from 2.35 on in pages as long as one wishes',
    operation: 'compute.keypairs.list',
    kind: 'listing',
    async play({ given, call, client, clientCall, observe, as }) {
      const [first, second] = [await given.keypair('first'), await given.keypair('second')];
      const isOurs = (names: readonly string[]): boolean => names.includes(first) && names.includes(second);
      await call('at 2.1', nova('GET', '/os-keypairs'));
      await call('at 2.1 a limit means nothing', nova('GET', '/os-keypairs?limit=1'));
      await call('a page of one', nova('GET', '/os-keypairs?limit=1', { microversion: '2.79' }));
      await call('after one that is not there', nova('GET', '/os-keypairs?marker=no-key', { microversion: '2.79' }));
      await call('another member’s', nova('GET', '/os-keypairs', { microversion: '2.79' }), as.outsider);
      const all = await clientCall('by the client', () => keypairs.list(client.compute));
      observe('the client has both', isOurs((all ?? []).map(({ name }) => name)));
      const turned = await clientCall('by pages of one, which the client turns', () =>
        client.compute.list(keypairs.ListedKeypair, 'keypairs', '/os-keypairs', {
          params: { limit: '1' },
          microversion: '2.79',
        }),
      );
      observe('pages of one have both', isOurs((turned ?? []).map(({ name }) => name)));
    },
  },
  {
    name: 'flavors are listed with their sizes, in pages as long as one wishes',
    operation: 'compute.flavors.list',
    kind: 'listing',
    async play({ call, client, clientCall, observe }) {
      await call('at 2.1', nova('GET', '/flavors/detail'));
      await call('at 2.79', nova('GET', '/flavors/detail', { microversion: '2.79' }));
      await call('a page of one', nova('GET', '/flavors/detail?limit=1'));
      const all = await clientCall('by the client', () => flavors.list(client.compute));
      const turned = await clientCall('by pages of one, which the client turns', () =>
        client.compute.list(flavors.Flavor, 'flavors', '/flavors/detail', { params: { limit: '1' } }),
      );
      observe('pages of one have as many', turned?.length === all?.length);
    },
  },
  {
    name: 'Nova tells what a project uses and what it may',
    operation: 'compute.limits.get',
    kind: 'success',
    async play({ call, client, clientCall }) {
      await call('at 2.1', nova('GET', '/limits'));
      await call('at 2.79', nova('GET', '/limits', { microversion: '2.79' }));
      await clientCall('by the client', () => limits.get(client.compute));
    },
  },
];
