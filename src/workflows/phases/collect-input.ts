/** Before step 1: what is missing, misspelt or ambiguous in the request is asked, and waited for. */
import type { ServerSearchActivities } from '../../activities/server-search.ts';
import type { InputFault, RecoveryInput } from '../../contract/recovery-input.ts';
import type { Problem } from '../../contract/recovery.ts';
import { questionOf, together } from '../../input/question.ts';
import { completed, faultsOf, wantedBy } from '../../input/request.ts';
import { plainText } from '../../report/plain-text.ts';
import { activitiesOf } from '../activities-of.ts';
import { READ } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';

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
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * LOOK_FACTOR, LAST_LOOK_MS)) {
    const { request, revision } = intake;
    const search = await findServer(wantedBy(request));
    if (intake.revision !== revision) continue;
    const faults = together(faultsOf(request), search.faults);
    const { server } = search;
    intake.docs = search.docs;
    intake.temporalUi = search.temporalUi;
    if (server !== null && faults.length === 0) {
      recovery.status = { ...recovery.status, question: null, problems: [] };
      const { cloud } = search;
      const input = completed(request, server.id, cloud);
      return { kind: 'complete', input, cloud, serverName: server.name };
    }
    if (!mayWait) return { kind: 'incomplete' };
    const deadline = recovery.startedAt + search.inputDeadlineMs;
    ask(recovery, faults, search.problems);
    const lookAgain = search.problems.length > 0 ? [{ act: 'look-again' as const, atMs: Date.now() + pause }] : [];
    recovery.foresee(...lookAgain, { act: 'expire', atMs: deadline });
    intake.judge(revision, faults);
    const left = deadline - Date.now();
    if (left <= 0) return { kind: 'expired' };
    if (lookAgain.length > 0) await recovery.nudgedWithin(Math.min(pause, left));
    else await recovery.nudgedWithin(left, 'Wait for the analyst’s input, then give up');
  }
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
