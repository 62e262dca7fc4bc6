/** Glance: what images there are, and which of them a member may delete. */
import * as images from '../../../src/openstack/image/images.ts';
import type { Case } from '../suite/case.ts';
import { cinder, glance, UNKNOWN } from './requests.ts';
import { madeVolume } from './volumes.ts';

export const imageCases: readonly Case[] = [
  {
    name: 'images are listed by their whole name, in pages as long as one wishes',
    operation: 'image.images.list',
    kind: 'listing',
    async play({ call, client, clientCall, observe, target, as, name }) {
      const { blankImage } = target.furniture;
      name('blank', blankImage);
      const answer = await as.member.call(glance('GET', `/images/${blankImage}`));
      const called = name('its name', (answer.body as { name: string }).name);
      await call('one', glance('GET', `/images?name=${called}`));
      await call('none', glance('GET', '/images?name=no-image-has-this-name'));
      await call('a marker that is none', glance('GET', `/images?marker=${UNKNOWN}`));
      await clientCall('one by the client', () => images.list(client.image, { name: called }));
      const all = await images.list(client.image);
      const turned = await client.image.list(images.Image, 'images', '/images', { params: { limit: '1' } });
      observe('pages of one have as many', turned.length === all.length);
      const page = await as.member.call(glance('GET', '/images?limit=1'));
      observe('fields of a page', Object.keys(page.body as object).sort());
    },
  },
  {
    name: 'an image that all may use is looked at, and not deleted by a member',
    operation: 'image.images.delete',
    kind: 'refusal',
    async play({ call, client, clientCall, target, name }) {
      const image = name('image', target.furniture.systemImage);
      await call('a look', glance('GET', `/images/${image}`));
      await clientCall('a look by the client', () => images.get(client.image, image));
      await call('a delete', glance('DELETE', `/images/${image}`));
      await clientCall('a delete by the client', () => images.remove(client.image, image));
    },
  },
  {
    name: 'an unknown image is not found',
    operation: 'image.images.get',
    kind: 'refusal',
    async play({ call, client, clientCall }) {
      await call('a look', glance('GET', `/images/${UNKNOWN}`));
      await call('a delete', glance('DELETE', `/images/${UNKNOWN}`));
      await clientCall('a look by the client', () => images.get(client.image, UNKNOWN));
      await clientCall('a delete by the client', () => images.remove(client.image, UNKNOWN));
    },
  },
  {
    name: 'an image of our own is deleted once no volume hangs on it',
    operation: 'image.images.delete',
    kind: 'success',
    async play(stage) {
      const { given, call, course, client, clientCall } = stage;
      const image = await given.image(await given.server());
      const body = { volume: { name: given.newName(), size: 1, imageRef: image } };
      const volume = madeVolume(stage, 'volume', await given.ask(cinder('POST', '/volumes', { body })));
      await given.until(`/volumes/${volume}`, 'available', 60);
      await call('a delete', glance('DELETE', `/images/${image}`));
      await clientCall('a delete by the client', () => images.remove(client.image, image));
      await call('the image', glance('GET', `/images/${image}`));
      await call('the delete of the volume', cinder('DELETE', `/volumes/${volume}`));
      await course('the volume', `/volumes/${volume}`, ['deleting?', '404']);
      await clientCall('the delete then', () => images.remove(client.image, image));
      await clientCall('another delete', () => images.remove(client.image, image));
      await call('a look afterwards', glance('GET', `/images/${image}`));
    },
  },
];
