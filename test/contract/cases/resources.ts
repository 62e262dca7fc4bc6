import { IMAGE_DEBIAN } from '../../../simulators/openstack/seed.ts';
import { addGroup, addKey, GROUP } from '../world.ts';
import type { Case } from './case.ts';

export const resourceCases: readonly Case[] = [
  { name: 'the list of flavors', recording: '08-list-flavors' },
  { name: 'the limits of Nova', recording: '08-list-limits' },
  {
    name: 'the list of images',
    recording: '08-list-images',
    arrange: (cloud) => {
      for (const id of cloud.images.keys()) if (id !== IMAGE_DEBIAN) cloud.images.delete(id);
    },
  },
  { name: 'the list of networks', recording: '08-list-networks' },
  { name: 'the ports of a server', recording: '08-list-ports' },
  { name: 'a keypair of that name exists', recording: '08-keypair-again', arrange: addKey },
  { name: 'a public key that is none', recording: '08-keypair-bad' },
  { name: 'Nova makes no keys from 2.92 on', recording: '08-keypair-generated-2.92' },
  { name: 'a new security group lets everything out', recording: '08-secgroup-create' },
  {
    name: 'a second security group of the same name is no error',
    recording: '08-secgroup-same-name',
    arrange: addGroup,
  },
  { name: 'a new rule of a security group', recording: '08-secgroup-rule', arrange: addGroup },
  {
    name: 'the same rule again is refused with the id of the first',
    recording: '08-secgroup-rule-again',
    arrange: (cloud) => {
      addGroup(cloud);
      cloud.securityGroups.get(GROUP)?.rules.push({
        id: 'c99d4c1e-d11c-4579-a570-8f14cbc635c7',
        direction: 'ingress',
        ethertype: 'IPv4',
        protocol: 'tcp',
        port_range_min: 22,
        port_range_max: 22,
        remote_ip_prefix: '10.66.0.1/32',
      });
    },
  },
];
