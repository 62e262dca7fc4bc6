import { SERVER_BFV, SERVER_DATA } from '../../../simulators/openstack/seed.ts';
import { addKey } from '../world.ts';
import type { Arrange, Case } from './case.ts';

const full =
  (quota: 'instances' | 'cores' | 'ports'): Arrange =>
  (cloud) => {
    addKey(cloud);
    cloud.quota[quota] = 1;
    for (const id of [SERVER_DATA, SERVER_BFV]) cloud.server(id).keyName = 'lab';
  };
const refused = (what: string): Case => ({
  name: `a new server with an unknown ${what} is a bad request`,
  recording: `80-create-unknown-${what}`,
  arrange: addKey,
});

export const creationCases: readonly Case[] = [
  { name: 'a new server is accepted', recording: '40-create-recovery', arrange: addKey },
  refused('image'),
  refused('flavor'),
  refused('network'),
  refused('key'),
  refused('secgroup'),
  { name: 'a field that Nova does not know is a bad request', recording: '80-create-bad-field', arrange: addKey },
  { name: 'a full quota of instances is forbidden', recording: '81-quota-instances', arrange: full('instances') },
  { name: 'a full quota of cores is forbidden', recording: '81-quota-cores', arrange: full('cores') },
  { name: 'a full quota of ports is forbidden', recording: '81-quota-ports', arrange: full('ports') },
];
