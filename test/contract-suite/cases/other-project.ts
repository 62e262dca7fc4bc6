/** A member of another project: nothing of ours is there for him, and nothing can be done to it. */
import * as serverActions from '../../../src/openstack/compute/server-actions.ts';
import * as servers from '../../../src/openstack/compute/servers.ts';
import * as volumes from '../../../src/openstack/block-storage/volumes.ts';
import type { Case } from '../suite/case.ts';
import { authOf } from '../suite/stage.ts';
import { cinder, glance, neutron, nova, serverAction } from './requests.ts';

export const otherProjectCases: readonly Case[] = [
  {
    name: 'a server of another project is not found, whatever is asked of it',
    operation: 'compute.servers.get',
    kind: 'refusal',
    async play({ given, call, clientCall, connectAs, target, as }) {
      const { server, volume } = await given.attachedVolume();
      const path = `/servers/${server}`;
      await call('a look', nova('GET', path), as.outsider);
      await call('the list', nova('GET', '/servers/detail'), as.outsider);
      await call('its attachments', nova('GET', `${path}/os-volume_attachments`), as.outsider);
      await call('its journal', nova('GET', `${path}/os-instance-actions`), as.outsider);
      await call('a lock', serverAction(server, { lock: null }), as.outsider);
      await call('an unlock', serverAction(server, { unlock: null }), as.outsider);
      await call('its console', serverAction(server, { 'os-getConsoleOutput': {} }), as.outsider);
      await call('an image of it', serverAction(server, { createImage: { name: 'mine now' } }), as.outsider);
      await call('a detach', nova('DELETE', `${path}/os-volume_attachments/${volume}`), as.outsider);
      await call('a delete', nova('DELETE', path), as.outsider);
      const client = connectAs(authOf(target.logins.outsider));
      await clientCall('a look by the client', () => servers.get(client.compute, server));
      await clientCall('a lock by the client', () => serverActions.lock(client.compute, server));
    },
  },
  {
    name: 'a volume of another project is not found: not to look at, clone, snapshot, attach or delete',
    operation: 'block-storage.volumes.get',
    kind: 'refusal',
    async play({ given, call, clientCall, connectAs, target, as }) {
      const volume = await given.volume();
      const snapshot = await given.snapshot(volume);
      const made = (more: object) =>
        cinder('POST', '/volumes', { body: { volume: { name: 'mine now', size: 1, ...more } } });
      await call('a look', cinder('GET', `/volumes/${volume}`), as.outsider);
      await call('the list', cinder('GET', '/volumes/detail'), as.outsider);
      await call('a clone', made({ source_volid: volume }), as.outsider);
      await call('a volume from the snapshot', made({ snapshot_id: snapshot }), as.outsider);
      await call(
        'a snapshot',
        cinder('POST', '/snapshots', { body: { snapshot: { volume_id: volume, force: true } } }),
        as.outsider,
      );
      await call('a look at the snapshot', cinder('GET', `/snapshots/${snapshot}`), as.outsider);
      await call('the list of snapshots', cinder('GET', '/snapshots/detail'), as.outsider);
      await call('a delete of the snapshot', cinder('DELETE', `/snapshots/${snapshot}`), as.outsider);
      await call('a delete', cinder('DELETE', `/volumes/${volume}`), as.outsider);
      const client = connectAs(authOf(target.logins.outsider));
      await clientCall('a look by the client', () => volumes.get(client.blockStorage, volume));
    },
  },
  {
    name: "a path of Cinder with another project's id is refused, an admin's too",
    operation: 'block-storage.volumes.list',
    kind: 'refusal',
    async play({ call, as }) {
      const ours = cinder('GET', `/../${as.member.projectId}/volumes/detail?name=no-volume-has-this-name`);
      await call('ours, by an outsider', ours, as.outsider);
      await call('ours, by an admin', ours, as.admin);
    },
  },
  {
    name: 'ports, security groups and images of another project are not there',
    operation: 'network.ports.list',
    kind: 'refusal',
    async play({ given, call, as, target }) {
      const server = await given.server();
      const group = await given.securityGroup();
      const image = await given.image(server);
      await call('the ports of a server', neutron('GET', `/ports?device_id=${server}`), as.outsider);
      await call('a security group by its name', neutron('GET', `/security-groups?id=${group}`), as.outsider);
      await call('a delete of the group', neutron('DELETE', `/security-groups/${group}`), as.outsider);
      await call('a look at an image', glance('GET', `/images/${image}`), as.outsider);
      await call('a delete of the image', glance('DELETE', `/images/${image}`), as.outsider);
      await call('the image that all may use', glance('GET', `/images/${target.furniture.blankImage}`), as.outsider);
    },
  },
];
