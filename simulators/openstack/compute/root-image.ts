/** What a server boots from: its image, or the one that its root volume was made of. */
import type { SimulatedCloud } from '../cloud.ts';
import type { Image, Server } from '../resources.ts';

export function rootImage(cloud: SimulatedCloud, { id, imageId }: Server): Image | undefined {
  const root = cloud.attachedTo(id).find(({ attachment }) => attachment.device === '/dev/vda')?.volume;
  return cloud.images.get(imageId ?? root?.imageId ?? '');
}
