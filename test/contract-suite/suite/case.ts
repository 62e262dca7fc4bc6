import type { Operation } from '../../../simulators/openstack/operations.ts';
import type { Stage } from './stage.ts';

/** What a case is about, for the table. */
export const KINDS = ['success', 'refusal', 'course', 'side effect', 'listing'] as const;
export type Kind = (typeof KINDS)[number];

/** One behaviour of the cloud, as a short play that is the same on every stage. */
export interface Case {
  /** A sentence that is true of the cloud; unique, since it names the recording. */
  name: string;
  operation: Operation;
  kind: Kind;
  /** It stops a service or fills a quota that others need: played alone. */
  alone?: boolean;
  /** It takes the lab minutes: begun first, so that the others are played meanwhile. */
  slow?: boolean;
  play(stage: Stage): Promise<unknown>;
}

/** File name of a case's recording, without `.json`. */
export const slug = ({ name }: Case): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
