/** What Cinder lets somebody do to a volume, past Nova: meant for services in part, and open to members (recorded 15). */
import { adminsOnly } from '../admins-only.ts';
import { badRequest, conflicting, notFound, notSimulated, type Refusal } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Attachment, Volume } from '../resources.ts';
import type { Answer, Caller, Routes } from '../simulator.ts';
import { sees } from '../visible.ts';
import { foundVolume } from './found.ts';

type Act = (cloud: SimulatedCloud, volume: Volume, caller: Caller, wish: unknown) => Answer;

export function volumeActions(cloud: SimulatedCloud, route: Routes): void {
  route('POST', '/volumes/:id/action', 'block-storage.volumes.action', (call) => {
    const volume = foundVolume(cloud, call.params['id'] ?? '', call.caller);
    const [name = ''] = Object.keys(call.body);
    const act = ACTIONS.get(name);
    if (act === undefined) throw notSimulated(`the volume action ${name}`);
    return act(cloud, volume, call.caller, call.body[name]);
  });
  route('GET', '/attachments', 'block-storage.attachments.list', ({ query, caller }) => ({
    status: 200,
    body: {
      attachments: attachments(cloud, caller)
        .filter(({ volume }) => query['volume_id'] === undefined || volume.id === query['volume_id'])
        .map(({ volume, attachment: { id, serverId } }) => ({
          id,
          status: volume.status === 'reserved' ? 'reserved' : 'attached',
          instance: serverId,
          volume_id: volume.id,
        })),
    },
  }));
  route('DELETE', '/attachments/:id', 'block-storage.attachments.delete', ({ params, caller }) => {
    const found = attachments(cloud, caller).find(({ attachment }) => attachment.id === params['id']);
    if (found === undefined)
      throw notFound(`Volume attachment could not be found with filter: attachment_id = ${params['id'] ?? ''}.`);
    throw usedByNova(found.attachment);
  });
}

const attachments = (cloud: SimulatedCloud, caller: Caller): { volume: Volume; attachment: Attachment }[] =>
  sees(caller)
    ? [...cloud.volumes.values()].flatMap((volume) => volume.attachments.map((attachment) => ({ volume, attachment })))
    : [];

/** Since CVE-2023-2088 (cinder/volume/api.py, attachment_deletion_allowed). */
const usedByNova = ({ serverId }: Attachment): Refusal =>
  conflicting(`ConflictNovaUsingAttachment: Detach volume from instance ${serverId} using the Compute API`);

/** The state says so, and nothing happens. */
const beginDetaching: Act = (cloud, volume) => {
  if (volume.status !== 'in-use')
    throw badRequest(
      "Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach.",
    );
  cloud.change(volume, { status: 'detaching' });
  return { status: 202 };
};

const rollDetaching: Act = (cloud, volume) => {
  if (volume.status === 'detaching') cloud.change(volume, { status: 'in-use' });
  return { status: 202 };
};

const osDetach: Act = (_cloud, { attachments: [attachment] }) => {
  if (attachment === undefined) throw notSimulated('os-detach of a volume that is not attached');
  throw usedByNova(attachment);
};

/** A word in the metadata, and no more: with Ceph the guest writes all the same. */
const updateReadonlyFlag: Act = (_cloud, volume, _caller, wish) => {
  const { readonly } = wish as { readonly: boolean };
  if (volume.status !== 'available')
    throw badRequest(
      `Invalid volume: Volume ${volume.id} status must be available to update readonly flag, but current status is: ${volume.status}.`,
    );
  volume.metadata['readonly'] = readonly ? 'True' : 'False';
  return { status: 202 };
};

const adminOnly =
  (rule: string): Act =>
  (_cloud, _volume, caller) =>
    adminsOnly(caller, `volume_extension:volume_admin_actions:${rule}`);

const ACTIONS: ReadonlyMap<string, Act> = new Map([
  ['os-begin_detaching', beginDetaching],
  ['os-roll_detaching', rollDetaching],
  ['os-detach', osDetach],
  ['os-update_readonly_flag', updateReadonlyFlag],
  ['os-force_delete', adminOnly('force_delete')],
  ['os-force_detach', adminOnly('force_detach')],
  ['os-reset_status', adminOnly('reset_status')],
]);
