/** Reads what planning needs from the cloud, and plans. Changes nothing. */
import { cancellationSignal } from '@temporalio/activity';
import { createHash } from 'node:crypto';
import type { CloudSettings } from '../config.ts';
import type { PlanOutcome, Problem, RecoveryPolicy } from '../contract/recovery.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import { settingsOf } from './settings.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import * as flavors from '../openstack/compute/flavors.ts';
import * as instanceActions from '../openstack/compute/instance-actions.ts';
import * as servers from '../openstack/compute/servers.ts';
import * as volumeAttachments from '../openstack/compute/volume-attachments.ts';
import { KEEPS_VOLUMES } from '../openstack/compute/volume-attachments.ts';
import type { Connection } from '../openstack/connection.ts';
import { OpenStackError } from '../openstack/errors.ts';
import { readFreeQuota } from '../openstack/free-quota.ts';
import * as images from '../openstack/image/images.ts';
import * as networks from '../openstack/network/networks.ts';
import * as ports from '../openstack/network/ports.ts';
import type { CloudFacts, ServerFacts, VolumeFacts } from '../plan/facts.ts';
import { type DraftPlan, type PlanningContext, planRecovery as plan, substanceOf } from '../plan/plan-recovery.ts';
import { problem } from '../plan/problems.ts';
import type { ActivityDependencies } from './dependencies.ts';

export type PlanningActivities = ReturnType<typeof createPlanningActivities>;

export function createPlanningActivities({ config, openCloud }: ActivityDependencies) {
  return {
    /**
     * Read-only, so retried freely. What a person must mend is a value (`blocked`), never a failure.
     */
    async planRecovery(request: { cloud: string; input: RecoveryInput } & PlanningContext): Promise<PlanOutcome> {
      const { cloud, input, ...context } = request;
      const settings = settingsOf(config, cloud);
      const policy = policyOf(config, settings);
      const blocked = (problems: Problem[], serverName: string | null): PlanOutcome => ({
        kind: 'blocked',
        problems,
        serverName,
        policy,
      });
      try {
        const connection = openCloud({ cloud, project: input.project ?? null });
        const facts = await readFacts(connection, input.serverId, cancellationSignal());
        const draft = plan(cloud, facts, input, settings.recoveryServer, context);
        if ('problems' in draft) return blocked(draft.problems, facts.server.name);
        return { kind: 'planned', plan: { ...draft.plan, digest: digestOf(draft.plan) }, policy };
      } catch (error) {
        if (OpenStackError.is(error, 'not-found')) return blocked([problem('server-not-found', input.serverId)], null);
        if (OpenStackError.is(error, 'unauthorized'))
          return blocked([problem('cloud-refuses-credential', error.message)], null);
        throw error;
      }
    },
  };
}

function policyOf({ approval, docs }: ActivityDependencies['config'], settings: CloudSettings): RecoveryPolicy {
  return { sysadminMayUnlock: settings.sysadminCloud !== undefined, approval, docs: docs ?? null };
}

/** The same plan has the same digest, whenever and wherever it is made: an approval may name the plan it answers. */
const digestOf = (draft: DraftPlan): string =>
  createHash('sha256')
    .update(JSON.stringify(substanceOf(draft)))
    .digest('hex')
    .slice(0, 8);

async function readFacts(connection: Connection, serverId: string, signal: AbortSignal): Promise<CloudFacts> {
  const { compute, blockStorage, image, network } = connection;
  const server = await servers.get(compute, serverId, { signal });
  const [attachments, actions, serverPorts, allImages, allFlavors, allNetworks, quota, canKeepVolumes] =
    await Promise.all([
      volumeAttachments.list(compute, serverId, { signal }),
      instanceActions.list(compute, serverId, { signal }),
      ports.list(network, { deviceId: serverId }, { signal }),
      images.list(image, {}, { signal }),
      flavors.list(compute, { signal }),
      networks.list(network, { signal }),
      readFreeQuota(connection, { signal }),
      compute.supports(KEEPS_VOLUMES, { signal }),
    ]);
  const attached = await Promise.all(
    attachments.map(async (attachment) => ({
      attachment,
      volume: await volumes.get(blockStorage, attachment.volumeId, { signal }),
    })),
  );
  const lastLock = actions
    .filter(({ action }) => action === 'lock')
    .toSorted((a, b) => b.startTime.localeCompare(a.startTime))[0];
  const serverFacts: ServerFacts = {
    id: server.id,
    name: server.name,
    projectId: server.projectId,
    status: server.status,
    taskState: server.taskState,
    locked: server.locked ?? false,
    lockedReason: server.lockedReason,
    lockedBySysadmin:
      lastLock === undefined || lastLock.projectId === null ? null : lastLock.projectId !== server.projectId,
    imageId: server.imageId,
    rootDiskGib: server.imageId === null ? 0 : (server.flavor.diskGib ?? 0),
    networkIds: [...new Set(serverPorts.map((port) => port.networkId))],
  };
  const volumeFacts: VolumeFacts[] = attached.map(({ attachment, volume }) => ({
    id: volume.id,
    name: volume.name,
    status: volume.status,
    sizeGib: volume.sizeGib,
    bootable: volume.bootable,
    encrypted: volume.encrypted,
    attachedTo: volume.attachments.map((each) => each.serverId),
    device: attachment.device,
    deleteOnTermination: attachment.deleteOnTermination,
    imageId: volume.imageMetadata?.['image_id'] ?? null,
  }));
  return {
    server: serverFacts,
    volumes: volumeFacts,
    images: allImages.map((each) => ({ ...each, isSnapshot: each.properties['image_type'] === 'snapshot' })),
    flavors: allFlavors,
    networks: allNetworks,
    quota,
    canKeepVolumes,
  };
}
