/** An image of a server's own disk. */
import { randomUUID } from 'node:crypto';
import type { SimulatedCloud } from '../cloud.ts';
import type { Image, Server } from '../resources.ts';
import { PROJECT } from '../seed.ts';
import type { Answer } from '../simulator.ts';
import { SECONDS } from './courses.ts';
import { refuseState } from './found-server.ts';

/** The lock does not cover it (recorded 13). Its id is in the body from 2.45 on, before in the address only. */
export function createImage(cloud: SimulatedCloud, server: Server, wish: unknown, minor: number): Answer {
  refuseState(server, 'createImage', ['active', 'stopped', 'paused', 'suspended']);
  const made = madeImage(cloud, server, wish as { name: string; metadata?: Record<string, string> });
  cloud.images.set(made.id, made);
  const action = cloud.record(server, 'createImage', PROJECT.id);
  const step = (taskState: string, next: () => void): void => {
    cloud.change(server, { taskState });
    cloud.after(SECONDS.image / 4, next, ['nova-compute']);
  };
  const finish = (): void => {
    cloud.change(server, { taskState: null });
    made.status = 'active';
    made.size = 1_468_006_400;
    cloud.end(action);
  };
  const upload = (): void => step('image_uploading', finish);
  const awaitUpload = (): void => step('image_pending_upload', upload);
  step('image_snapshot_pending', () => step('image_snapshot', awaitUpload));
  if (minor < 45) return { status: 202, headers: { location: `http://127.0.0.1/image/images/${made.id}` } };
  return { status: 202, body: { image_id: made.id } };
}

/** It inherits what its server's image says of itself. */
function madeImage(
  cloud: SimulatedCloud,
  server: Server,
  { name, metadata = {} }: { name: string; metadata?: Record<string, string> },
): Image {
  const base = cloud.images.get(server.imageId ?? '');
  const nova = { image_type: 'snapshot', base_image_ref: server.imageId ?? '', instance_uuid: server.id };
  return {
    id: randomUUID(),
    name,
    status: 'queued',
    visibility: 'private',
    distro: base?.distro ?? null,
    size: 0,
    boots: base?.boots ?? true,
    properties: { ...base?.properties, ...metadata, ...nova, owner_id: PROJECT.id },
  };
}
