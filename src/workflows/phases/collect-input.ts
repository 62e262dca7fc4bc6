/** Before step 1: what is missing, misspelt or ambiguous in the request is asked, and waited for. */
import type { ServerSearch, ServerSearchActivities } from '../../activities/server-search.ts';
import type { InputFault, RecoveryInput } from '../../contract/recovery-input.ts';
import type { Problem } from '../../contract/recovery.ts';
import { questionOf, together } from '../../input/question.ts';
import { completed, faultsOf, wantedBy } from '../../input/request.ts';
import { plainText } from '../../report/plain-text.ts';
import { activitiesOf } from '../activities-of.ts';
import { READ } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import { Wait } from '../wait.ts';

const { findServer } = activitiesOf<ServerSearchActivities>(READ);

/** While somebody else must mend the cloud it is looked at again; an analyst's answer is looked at when it comes. */
const FIRST_LOOK_MS = 15_000;
const LOOK_FACTOR = 1.5;
const LAST_LOOK_MS = 3_600_000;

export type Collected =
  | { kind: 'complete'; input: RecoveryInput; cloud: string; serverName: string }
  | { kind: 'expired' }
  | { kind: 'incomplete' };

/** @param mayWait - false where nobody may be waited for: then what is incomplete is given back at once. */
export async function collectInput(recovery: Recovery, mayWait: boolean): Promise<Collected> {
  const { intake } = recovery;
  let wait: Wait | null = null;
  try {
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * LOOK_FACTOR, LAST_LOOK_MS)) {
      const { request, revision } = intake;
      const search = await findServer(wantedBy(request));
      if (intake.revision !== revision) continue;
      const faults = together(faultsOf(request), search.faults);
      intake.docs = search.docs;
      intake.temporalUi = search.temporalUi;
      if (search.server !== null && faults.length === 0) return complete(recovery, search, search.server);
      if (!mayWait) return { kind: 'incomplete' };
      ask(recovery, faults, search.problems);
      intake.judge(revision, faults);
      wait ??= await Wait.begin(recovery, 'input', { what: 'the input', still: 'The input is still not complete' });
      const lookAgainMs = search.problems.length > 0 ? pause : undefined;
      if ((await wait.next(() => intake.revision !== revision, lookAgainMs)) === 'expired') return { kind: 'expired' };
    }
  } finally {
    wait?.end();
  }
}

function complete(
  recovery: Recovery,
  { cloud }: ServerSearch,
  { id, name }: NonNullable<ServerSearch['server']>,
): Collected {
  recovery.status = { ...recovery.status, question: null, problems: [] };
  const input = completed(recovery.intake.request, id, cloud);
  return { kind: 'complete', input, cloud, serverName: name };
}

function ask(recovery: Recovery, faults: InputFault[], problems: Problem[]): void {
  const { status } = recovery;
  const question = faults.length === 0 ? null : questionOf(faults);
  const changed = JSON.stringify([question, problems]) !== JSON.stringify([status.question, status.problems]);
  recovery.status = { ...recovery.status, question, problems };
  if (!changed) return;
  const [phase, who, text] =
    question === null
      ? (['waiting-for-cloud', 'sysadmin', problems.map(({ message }) => message).join(' ')] as const)
      : ([
          'awaiting-input',
          'analyst',
          `Waiting for the input: ${question.faults.map(({ field }) => field).join(', ')}`,
        ] as const);
  recovery.enter('plan', phase, who, plainText(text, 500));
}
