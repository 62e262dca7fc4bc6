/** What to do about an error that a check did not expect. */
import { CloudConfigError } from '../openstack/clouds-yaml.ts';
import { OpenStackError, type OpenStackErrorKind } from '../openstack/errors.ts';

/** A check that was given up. */
export class LateError extends Error {
  override readonly name = 'LateError';

  constructor() {
    super('no answer in time');
  }
}

const TOO_SLOW =
  'Something answers too slowly or not at all: look at the network between this machine and it, and at the service itself.';

const BY_KIND: Partial<Record<OpenStackErrorKind, string>> = {
  unauthorized: 'Renew the credential in clouds.yaml / secure.yaml.',
  forbidden:
    "The cloud's policy refuses this credential: give its user the role that may, or ask the cloud's operators.",
  'not-found': 'Look at the name or id in recovery.config.yaml, and at the project of the credential.',
  unavailable:
    'The service does not answer: look at its address in the catalogue (openstack catalog list), at the firewall, and at interface and region_name in clouds.yaml.',
  aborted: TOO_SLOW,
  throttled: "The service is overloaded or limits requests: try again later, or ask the cloud's operators.",
  'unexpected-answer':
    'Something else than the expected service answers: look at auth_url, region_name and interface in clouds.yaml.',
};

export function remedyFor(error: unknown): string {
  if (error instanceof CloudConfigError) return 'Mend clouds.yaml or secure.yaml, or name another of its clouds.';
  if (error instanceof LateError) return TOO_SLOW;
  const known = error instanceof OpenStackError ? BY_KIND[error.kind] : undefined;
  return known ?? 'This check itself broke: run it again, and report what was seen if it stays so.';
}
