/** Microversions of Nova and Cinder: what they offer, and what they say when asked for another. */
import type { Case } from '../suite/case.ts';
import { cinder, nova } from './requests.ts';

const NONE = '?name=no-resource-has-this-name';
const WRONG = { 'too high': '2.999', 'of another major': '1.1', 'no number': '2.x', 'no minor': '2' };

export const versionCases: readonly Case[] = [
  {
    name: 'Nova tells the microversions that it offers, and the client takes the highest of them that it knows',
    operation: 'compute.versions.get',
    kind: 'success',
    async play({ call, client, clientCall, as }) {
      await call('the document', nova('GET', '/'));
      await call('without a token', nova('GET', '/'), as.member.withToken(null));
      await call('latest', nova('GET', `/servers/detail${NONE}`, { microversion: 'latest' }));
      await clientCall('wanted: more than there is', async () => ({
        version: await client.compute.microversion('2.999'),
      }));
      await clientCall('wanted: less', async () => ({ version: await client.compute.microversion('2.79') }));
    },
  },
  {
    name: 'Cinder tells the microversions that it offers, and the client takes the highest of them that it knows',
    operation: 'block-storage.versions.get',
    kind: 'success',
    async play({ call, client, clientCall, as }) {
      // Above the project, which is part of Cinder's address.
      await call('the document', cinder('GET', '/../'));
      await call('without a token', cinder('GET', '/../'), as.member.withToken(null));
      await call('latest', cinder('GET', `/volumes/detail${NONE}`, { microversion: 'latest' }));
      await clientCall('wanted: more than there is', async () => ({
        version: await client.blockStorage.microversion('3.999'),
      }));
      await clientCall('wanted: less', async () => ({ version: await client.blockStorage.microversion('3.59') }));
    },
  },
  {
    name: 'Nova refuses a microversion that it has not, with the range that it has',
    operation: 'compute.servers.list',
    kind: 'refusal',
    async play({ call }) {
      for (const [what, microversion] of Object.entries(WRONG))
        await call(what, nova('GET', `/servers/detail${NONE}`, { microversion }));
    },
  },
  {
    name: 'Cinder refuses a microversion that it has not, with the range that it has',
    operation: 'block-storage.volumes.list',
    kind: 'refusal',
    async play({ call }) {
      for (const [what, microversion] of Object.entries(WRONG))
        await call(what, cinder('GET', `/volumes/detail${NONE}`, { microversion: microversion.replace(/^2/, '3') }));
    },
  },
];
