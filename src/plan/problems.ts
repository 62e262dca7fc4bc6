/** Every reason why a recovery can't go on, worded once. docs/reference/problems.md lists them; a test compares. */
import type { Problem } from '../contract/recovery.ts';

type Wording = (...details: string[]) => Pick<Problem, 'message' | 'advice'>;

const shortList = (names: readonly string[]): string =>
  names.length === 0
    ? '(none is listed)'
    : names.length > 8
      ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`
      : names.join(', ');

const RETRY = 'Start again when that is done.';

export const PROBLEMS = {
  'server-not-found': [
    false,
    (id) => ({
      message: `No server ${id} in this cloud and project.`,
      advice: `Check the id, the cloud and the project (a server of another project can't be seen with this credential). ${RETRY}`,
    }),
  ],
  'server-not-shut-off': [
    true,
    (status) => ({
      message: `The server is ${status}, not SHUTOFF.`,
      advice:
        'A sysadmin shuts it off and locks it; the recovery goes on by itself. Its disk is not touched while it runs.',
    }),
  ],
  'server-not-locked': [
    true,
    () => ({
      message: 'The server is not locked: its owner could start it during the recovery.',
      advice:
        'A sysadmin locks it (openstack server lock --reason …). If it was unlocked for this recovery already, send approveUnlock: the recovery goes on.',
    }),
  ],
  'server-in-error': [
    true,
    () => ({
      message: 'The server is in status ERROR; Nova refuses to attach or detach its volumes.',
      advice:
        'A sysadmin repairs the state (openstack server set --state active, then stop) or asks for volumes with strategy clone only.',
    }),
  ],
  'server-shelved': [
    true,
    (status) => ({
      message: `The server is ${status}; Nova does not detach its volumes.`,
      advice: 'A sysadmin unshelves it, shuts it off and locks it; or ask for strategy clone for every volume.',
    }),
  ],
  'server-busy': [
    true,
    (task) => ({
      message: `Nova is at work on the server (task_state ${task}).`,
      advice: 'Wait: the recovery looks again by itself. If it lasts for hours, an operator must look at it.',
    }),
  ],
  'no-volumes': [
    false,
    () => ({
      message: 'The server has no disk that could be recovered.',
      advice: 'Nothing to do here; check that the id is the right one.',
    }),
  ],
  'volume-not-attached': [
    false,
    (id) => ({
      message: `Volume ${id} is not attached to this server.`,
      advice: `Name volumes of this server only. ${RETRY}`,
    }),
  ],
  'volume-in-error': [
    true,
    (name, status) => ({
      message: `Volume ${name} is in status ${status}.`,
      advice:
        'Only an operator can mend that (openstack volume set --state …), after looking at the backend; the recovery looks again by itself.',
    }),
  ],
  'volume-busy': [
    true,
    (name, status) => ({
      message: `Volume ${name} is ${status}.`,
      advice:
        'Something is at work on it: the recovery looks again by itself. If it stays so, an operator must reset its state.',
    }),
  ],
  'volume-shared': [
    false,
    (name, servers) => ({
      message: `Volume ${name} is also attached to ${servers}.`,
      advice:
        'Another server may be writing to it. Detach it there first, or ask for strategy clone for it and accept a copy of a moving disk.',
    }),
  ],
  'volume-encrypted': [
    false,
    (name) => ({
      message: `Volume ${name} is encrypted by Cinder; a clone of it needs its own key.`,
      advice: 'Ask for strategy detach for it (data volumes), or have an operator copy it to an unencrypted type.',
    }),
  ],
  'root-needs-clone': [
    false,
    (name) => ({
      message: `Volume ${name} is the boot disk: Nova never detaches it (400 "Cannot detach a root device volume").`,
      advice: `Ask for strategy clone for it, or leave its strategy out. ${RETRY}`,
    }),
  ],
  'wrong-strategy': [
    false,
    (name, strategy) => ({
      message: `Strategy ${strategy} does not fit ${name}.`,
      advice: `Strategies of a volume are detach (data volumes), clone and delete-server (boot disks); image is for the own disk of a server that boots from an image. ${RETRY}`,
    }),
  ],
  'deletion-would-delete-volume': [
    false,
    (name) => ({
      message: `Volume ${name} is deleted together with its server (delete_on_termination), and this cloud can't change that any more (Nova microversion 2.85).`,
      advice: `Use clone: it gives the same data and leaves the server as it is. ${RETRY}`,
    }),
  ],
  'deletion-needs-snapshot': [
    false,
    () => ({
      message: 'A server is never deleted without an evidence snapshot of its boot disk (options.snapshot is false).',
      advice: `Leave options.snapshot out, or use clone. ${RETRY}`,
    }),
  ],
  'deletion-returns-nothing': [
    false,
    () => ({
      message: "Volumes can't be returned to a server that is deleted (options.returnVolumes, strategy delete-server).",
      advice: `Leave one of the two out. ${RETRY}`,
    }),
  ],
  'image-missing': [
    true,
    (wanted, names) => ({
      message:
        wanted === ''
          ? 'The project lists no public Linux image for the recovery server.'
          : `There is no active image ${wanted}.`,
      advice: `Set recoveryServer.image in the configuration to one of: ${names}.`,
    }),
  ],
  'image-ambiguous': [
    true,
    (wanted, ids) => ({
      message: `Several images are called ${wanted}.`,
      advice: `Put the id into recoveryServer.image: ${ids}.`,
    }),
  ],
  'flavor-missing': [
    true,
    (wanted, names) => ({
      message:
        wanted === ''
          ? 'No flavor of this project fits the image and the free quota.'
          : `There is no flavor ${wanted}.`,
      advice: `Set recoveryServer.flavor in the configuration to one of: ${names}; or free quota.`,
    }),
  ],
  'flavor-ambiguous': [
    true,
    (wanted, ids) => ({
      message: `Several flavors are called ${wanted}.`,
      advice: `Put the id into recoveryServer.flavor: ${ids}.`,
    }),
  ],
  'network-missing': [
    true,
    (wanted, names) => ({
      message:
        wanted === ''
          ? 'The compromised server has no network that the recovery server could use.'
          : `There is no network ${wanted}.`,
      advice: `Set recoveryServer.network in the configuration to one of: ${names}.`,
    }),
  ],
  'network-ambiguous': [
    true,
    (wanted, ids) => ({
      message:
        wanted === '' ? 'The compromised server is on several networks.' : `Several networks are called ${wanted}.`,
      advice: `Put one id into recoveryServer.network: ${ids}.`,
    }),
  ],
  'quota-too-small': [
    true,
    (shortfalls) => ({
      message: `The project's quota is too small: ${shortfalls}.`,
      advice: 'Free something in the project or have its quota raised; the recovery looks again by itself.',
    }),
  ],
  'cloud-refuses-credential': [
    true,
    (reason) => ({
      message: `The cloud refuses the worker's credential: ${reason}`,
      advice:
        'An administrator of the recovery service renews the credential in clouds.yaml / secure.yaml and restarts the worker; the recovery looks again by itself.',
    }),
  ],
} as const satisfies Record<string, readonly [mayPass: boolean, wording: Wording]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** @param details - what the wording asks for, in its order; lists are shortened. */
export function problem(code: ProblemCode, ...details: (string | readonly string[])[]): Problem {
  const [mayPass, wording] = PROBLEMS[code] as readonly [boolean, Wording];
  return {
    code,
    mayPass,
    ...wording(...details.map((detail) => (typeof detail === 'string' ? detail : shortList(detail)))),
  };
}
