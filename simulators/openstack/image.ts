/** Glance: images, in pages of two, so that whoever forgets to turn the page is found out. */
import { glanceError } from './answers.ts';
import type { SimulatedCloud } from './cloud.ts';
import type { Image } from './resources.ts';
import { ADMIN_PROJECT, PROJECT } from './seed.ts';
import type { Answer, Call, Caller, Routes } from './simulator.ts';
import { sees } from './visible.ts';

const PAGE = 2;

export function image(cloud: SimulatedCloud, route: Routes): void {
  const find = ({ params, caller }: Call, refusal: (id: string) => string): Image => {
    const id = params['id'] ?? '';
    const found = cloud.images.get(id);
    if (found === undefined || !isVisible(found, caller)) throw glanceError(404, 'Not Found', refusal(id));
    return found;
  };
  route('GET', '/images', 'image.images.list', (call) => page(cloud, call));
  route('GET', '/images/:id', 'image.images.get', (call) => ({
    status: 200,
    body: shown(find(call, (id) => `No image found with ID ${id}`)),
  }));
  route('DELETE', '/images/:id', 'image.images.delete', (call) => {
    const { id, visibility } = find(call, (unknown) => `Failed to find image ${unknown} to delete`);
    if (visibility === 'public' && !call.caller.isAdmin)
      throw glanceError(403, 'Forbidden', 'You do not own this image');
    refuseInUse(cloud, id);
    cloud.images.delete(id);
    return { status: 204 };
  });
}

const isVisible = ({ visibility }: Image, caller: Caller): boolean => visibility === 'public' || sees(caller);

function page(cloud: SimulatedCloud, { query, caller }: Call): Answer {
  const { name, marker, limit = String(PAGE) } = query;
  const all = [...cloud.images.values()].filter(
    (each) => isVisible(each, caller) && (name === undefined || each.name === name),
  );
  if (marker !== undefined && !cloud.images.has(marker))
    throw glanceError(400, 'Bad Request', `No image found with ID ${marker}`);
  const start = marker === undefined ? 0 : all.findIndex(({ id }) => id === marker) + 1;
  const images = all.slice(start, start + Math.min(Number(limit), PAGE));
  const next = new URLSearchParams({ ...query, marker: images.at(-1)?.id ?? '' });
  const hasMore = start + images.length < all.length;
  return {
    status: 200,
    body: {
      images: images.map(shown),
      first: '/v2/images',
      schema: '/v2/schemas/images',
      ...(hasMore ? { next: `/v2/images?${next.toString()}` } : {}),
    },
  };
}

/** In Ceph, disks and volumes that were made from an image hang on it. */
function refuseInUse({ volumes, servers }: SimulatedCloud, id: string): void {
  const holds = ({ imageId, sourceVolumeId = null }: { imageId: string | null; sourceVolumeId?: string | null }) =>
    imageId === id && sourceVolumeId === null;
  if ([...volumes.values(), ...servers.values()].some(holds))
    throw glanceError(
      409,
      'Conflict',
      `Image ${id} could not be deleted because it is in use: The image cannot be deleted because it is in use through the backend store outside of Glance.`,
    );
}

const shown = ({ id, name, status, visibility, distro, size, properties }: Image): unknown => ({
  ...properties,
  id,
  name,
  status,
  visibility,
  owner: visibility === 'public' ? ADMIN_PROJECT.id : PROJECT.id,
  size,
  min_disk: 0,
  min_ram: 0,
  created_at: '2026-11-23T05:03:31Z',
  ...(distro === null ? {} : { os_distro: distro }),
});
