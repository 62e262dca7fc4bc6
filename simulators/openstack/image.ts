/** Glance: images, in pages of two, so that whoever forgets to turn the page is found out. */
import { glanceError } from './answers.ts';
import type { SimulatedCloud } from './cloud.ts';
import type { Image } from './resources.ts';
import type { Call, Routes } from './simulator.ts';

const PAGE = 2;

export function image(cloud: SimulatedCloud, route: Routes): void {
  const find = ({ params }: Call): Image => {
    const found = cloud.images.get(params['id'] ?? '');
    if (found === undefined) throw glanceError(404, 'Not Found', `No image found with ID ${params['id'] ?? ''}`);
    return found;
  };
  route('GET', '/images', 'image.images.list', ({ query }) => {
    const all = [...cloud.images.values()].filter(({ name }) => query['name'] === undefined || name === query['name']);
    const start = query['marker'] === undefined ? 0 : all.findIndex(({ id }) => id === query['marker']) + 1;
    const page = all.slice(start, start + PAGE);
    const more = start + PAGE < all.length;
    return {
      status: 200,
      body: {
        images: page.map(shown),
        first: '/v2/images',
        schema: '/v2/schemas/images',
        ...(more ? { next: `/v2/images?marker=${page.at(-1)?.id ?? ''}` } : {}),
      },
    };
  });
  route('GET', '/images/:id', 'image.images.get', (call) => ({ status: 200, body: shown(find(call)) }));
  route('DELETE', '/images/:id', 'image.images.delete', (call) => {
    cloud.images.delete(find(call).id);
    return { status: 204 };
  });
}

const shown = ({ id, name, status, visibility, distro, size, properties }: Image): unknown => ({
  ...properties,
  id,
  name,
  status,
  visibility,
  size,
  min_disk: 0,
  min_ram: 0,
  created_at: '2026-11-23T05:03:31Z',
  ...(distro === null ? {} : { os_distro: distro }),
});
