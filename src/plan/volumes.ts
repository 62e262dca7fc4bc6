/** Chooses each volume's way to the recovery server. */
import type { Made, Problem, StrategyReason, VolumePlan } from '../contract/recovery.ts';
import type { RecoveryInput, Strategy } from '../contract/recovery-input.ts';
import type { CloudFacts, ServerFacts, VolumeFacts } from './facts.ts';
import { problem } from './problems.ts';

/** Cinder volumes may be nameless: then the id. */
export const nameOf = (volume: VolumeFacts): string => (volume.name === '' ? volume.id : volume.name);

/** Statuses that pass by themselves; the rest of what is neither `in-use` nor an error does too, or needs an operator. */
const isError = (status: string): boolean => status.startsWith('error');

export function planVolumes(facts: CloudFacts, input: RecoveryInput): { volumes: VolumePlan[]; problems: Problem[] } {
  // By Nova's list. Where Cinder disagrees, that is a problem to be told: left out, the volume would be lost in silence.
  const attached = facts.volumes;
  const root = rootVolumeOf(facts.server, attached);
  const wanted = input.volumes ?? attached.map((volume) => ({ volumeId: volume.id, strategy: undefined }));
  const problems: Problem[] = [];
  const volumes: VolumePlan[] = [];
  for (const { volumeId, strategy } of wanted) {
    const volume = attached.find((candidate) => candidate.id === volumeId);
    if (volume === undefined) {
      problems.push(problem('volume-not-attached', volumeId));
      continue;
    }
    const role = volume === root ? 'root' : 'data';
    const chosen = strategy ?? (role === 'root' ? 'clone' : 'detach');
    problems.push(...volumeProblems(volume, role, chosen, facts.server, strategy !== undefined));
    volumes.push(volumePlan(volume, role, chosen, input));
  }
  if (facts.server.imageId !== null && (input.options.includeRootDisk ?? attached.length === 0))
    volumes.push(rootDiskPlan(facts.server, input));
  if (volumes.length === 0 && problems.length === 0) problems.push(problem('no-volumes'));
  return { volumes, problems };
}

/**
 * The volume that the server boots from. Members aren't told the root device name, but Nova gives the boot disk the
 * first device, and a server that booted from an image has no root volume.
 */
export function rootVolumeOf(server: ServerFacts, attached: readonly VolumeFacts[]): VolumeFacts | undefined {
  if (server.imageId !== null) return undefined;
  const byDevice = attached
    .filter((volume) => volume.device !== null)
    .toSorted((a, b) => (a.device ?? '').localeCompare(b.device ?? ''));
  return byDevice[0] ?? attached.find((volume) => volume.bootable);
}

function volumeProblems(
  volume: VolumeFacts,
  role: 'root' | 'data',
  strategy: Strategy,
  server: ServerFacts,
  asked: boolean,
): Problem[] {
  const name = nameOf(volume);
  const others = volume.attachedTo.filter((serverId) => serverId !== server.id);
  const problems: Problem[] = [];
  if (strategy === 'image' || (strategy === 'delete-server' && role === 'data'))
    problems.push(problem('wrong-strategy', name, strategy));
  if (strategy === 'detach' && role === 'root') problems.push(problem('root-needs-clone', name));
  if (others.length > 0 && !(asked && strategy === 'clone')) problems.push(problem('volume-shared', name, others));
  if (volume.encrypted && strategy === 'clone') problems.push(problem('volume-encrypted', name));
  return [...problems, ...statusProblems(volume, server)];
}

/** A volume is reserved without a server while it is attached, or while its server is shelved (recorded 52, 71). */
function statusProblems(volume: VolumeFacts, server: ServerFacts): Problem[] {
  const { status, attachedTo } = volume;
  if (isError(status)) return [problem('volume-in-error', nameOf(volume), status)];
  if (!['in-use', 'available'].includes(status)) return [problem('volume-busy', nameOf(volume), status)];
  if (attachedTo.includes(server.id)) return [];
  return [problem('volume-busy', nameOf(volume), `${status} in Cinder and not at this server, where Nova lists it`)];
}

function volumePlan(volume: VolumeFacts, role: 'root' | 'data', strategy: Strategy, input: RecoveryInput): VolumePlan {
  const { snapshot, returnVolumes, deleteSnapshots } = input.options;
  const evidence: Made[] = snapshot ? [deleteSnapshots ? 'snapshot-deleted' : 'snapshot-kept'] : [];
  const head = {
    volumeId: volume.id,
    name: nameOf(volume),
    sizeGib: volume.sizeGib,
    role,
    strategy,
    reason: reasonOf(role, strategy),
    snapshot,
  };
  switch (strategy) {
    case 'clone':
    case 'image':
      return {
        ...head,
        needsUnlock: false,
        makes: [...evidence, 'clone'],
        changes: [],
        undo: 'copies-deleted',
        afterwards: 'untouched',
      };
    case 'detach':
      return {
        ...head,
        needsUnlock: true,
        makes: evidence,
        changes: ['moved'],
        undo: 'attached-again',
        afterwards: returnVolumes ? 'returned' : 'detached',
      };
    case 'delete-server':
      return {
        ...head,
        needsUnlock: true,
        makes: evidence,
        changes: [
          ...(volume.deleteOnTermination === true ? (['delete-on-termination-off'] as const) : []),
          'server-deleted',
          'moved',
        ],
        undo: 'impossible',
        afterwards: 'detached',
      };
  }
}

function reasonOf(role: 'root' | 'data', strategy: Strategy): StrategyReason {
  if (strategy === 'delete-server') return 'deletion-asked-for';
  if (role === 'root') return 'boot-disk';
  return strategy === 'clone' ? 'original-stays' : 'data-volume';
}

function rootDiskPlan(server: ServerFacts, input: RecoveryInput): VolumePlan {
  const keep = input.options.snapshot && !input.options.deleteSnapshots;
  return {
    volumeId: null,
    name: `${server.name} (own disk)`,
    sizeGib: server.rootDiskGib,
    role: 'root',
    strategy: 'image',
    reason: 'own-disk',
    needsUnlock: false,
    snapshot: false,
    makes: [keep ? 'image-kept' : 'image-deleted', 'copy'],
    changes: [],
    undo: 'copies-deleted',
    afterwards: 'untouched',
  };
}
