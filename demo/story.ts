/** One recovery from its start to its end, as its people live it. */
import type { Client } from '@temporalio/client';
import { requestFrom, type StartOptions } from '../src/cli/request.ts';
import { startRecovery } from '../src/cli/start.ts';
import type { RecoveryResult } from '../src/contract/recovery.ts';
import { SERVER_BFV, SERVER_DATA } from '../simulators/openstack/seed.ts';
import { decide } from './approval.ts';
import { CLOUD } from './configuration.ts';
import type { Hand } from './hand.ts';
import { confirmHandOver } from './hand-over.ts';
import { heading, say, sayWrapped } from './screen.ts';
import type { Stage } from './stage.ts';
import { Watch } from './watch.ts';

export interface Story {
  title: string;
  /** One paragraph. */
  about: string;
  /** As on the command line of `npm run recovery -- start`. */
  options: StartOptions;
}

const common: StartOptions = {
  cloud: CLOUD,
  ticket: '4711',
  requestedBy: 'analyst@example.org',
  confirmedBy: 'analyst@example.org',
  reason: 'SSH brute force seen in the flow logs',
};

export const STORIES: readonly Story[] = [
  {
    title: 'compromised-data: two data volumes',
    about:
      'Its volumes are detached from the compromised server and attached, read-only, to a recovery server. Nova refuses that while the server is locked: a sysadmin must unlock it. The owner reads French.',
    options: {
      ...common,
      server: SERVER_DATA,
      ownerName: 'Émilie Tremblay',
      ownerEmail: 'emilie@example.org',
      language: 'fr',
    },
  },
  {
    title: 'compromised-bfv: boots from a volume',
    about:
      'Nova never detaches a root volume. A clone of it goes to the recovery server; the original stays where it is, locked. The owner reads English.',
    options: { ...common, server: SERVER_BFV, ownerName: 'Alex Roy', ownerEmail: 'alex@example.org', language: 'en' },
  },
];

export async function play(stage: Stage, hand: Hand, story: Story, signal: AbortSignal): Promise<RecoveryResult> {
  const number = `${STORIES.indexOf(story) + 1} of ${STORIES.length}`;
  heading(`Recovery ${number}. ${story.title}`);
  sayWrapped(story.about);
  say('');
  const handle = await start(stage.temporal.client, story);
  const watch = new Watch({ handle, worker: stage.worker, signal });
  const planned = await watch.reach('awaiting-approval');
  if (planned.phase === 'awaiting-approval') await decide(stage, hand, watch, { handle, status: planned });
  const found = await watch.reach('handed-over');
  if (found.phase === 'handed-over') await confirmHandOver(stage, hand, watch, { handle, status: found });
  await watch.until(() => false);
  const result = await handle.result();
  say('');
  sayWrapped(`${result.outcome}: ${result.summary}`);
  return result;
}

const start = (client: Client, { options }: Story): ReturnType<typeof startRecovery> =>
  startRecovery(client, requestFrom(options));
