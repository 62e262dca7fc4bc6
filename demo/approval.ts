/** The approval in the middle: the plan, the two places to answer at, and the sysadmin's part in the cloud. */
import { answer } from '../src/cli/answer.ts';
import type { RecoveryHandle } from '../src/cli/temporal.ts';
import { approveUnlockSignal, rejectUnlockSignal } from '../src/contract/messages.ts';
import type { RecoveryPlan, RecoveryStatus } from '../src/contract/recovery.ts';
import { renderParts } from '../src/mail/text.ts';
import { approveAnswer } from '../src/report/answers.ts';
import { planParts } from '../src/report/plan-markdown.ts';
import { plainStyle } from '../src/report/style.ts';
import type { Hand } from './hand.ts';
import { bold, heading, indented, say, sayWrapped } from './screen.ts';
import type { Stage } from './stage.ts';
import type { Watch } from './watch.ts';

const SYSADMIN = 'sysadmin@example.org';

/** The UI shows the newest run of a workflow id when the address names none. */
const linkTo = (ui: string, workflowId: string): string =>
  `${ui}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`;

/** Asks, answers for whoever pressed a key, and goes on as soon as somebody has answered, here or in the UI. */
export async function decide(
  stage: Stage,
  hand: Hand,
  watch: Watch,
  { handle, status }: { handle: RecoveryHandle; status: RecoveryStatus },
): Promise<void> {
  const { plan, serverId } = status;
  if (plan === null || serverId === null) return;
  printPlan(plan);
  question(stage, hand, handle, plan);
  hand.ask();
  const key = await watch.untilAnswered('awaiting-approval', () => hand.take('ar'));
  if (key === null) say('Answered in the Temporal UI.');
  else if (key === 'r') {
    await answer(handle, rejectUnlockSignal, { by: SYSADMIN, reason: 'Only a demo' });
    say(`Sent rejectUnlock as ${SYSADMIN}.`);
  } else {
    if (plan.needsUnlock) unlock(stage, serverId);
    await answer(handle, approveUnlockSignal, { by: SYSADMIN, plan: plan.digest });
    say(`Sent approveUnlock as ${SYSADMIN}.`);
  }
  say('');
  await unlockAfterwards(stage, watch, serverId);
}

function printPlan(plan: RecoveryPlan): void {
  heading('The plan, as the mails have it');
  const parts = planParts(plan, 'en', plainStyle).flatMap((part) =>
    typeof part === 'string' ? [part] : [part.heading, { list: part.items }],
  );
  say(renderParts(parts).trimEnd());
}

function question({ temporal, mailPage }: Stage, hand: Hand, { workflowId }: RecoveryHandle, plan: RecoveryPlan): void {
  heading('A sysadmin decides');
  const { signal, json } = approveAnswer(plan);
  say(
    'In the Temporal UI:',
    indented(linkTo(temporal.ui, workflowId)),
    '',
    indented('More Actions (top right) → Send a Signal'),
    indented(`Signal name: ${bold(signal)}, input:`),
    indented(bold(json)),
    '',
    `The mails that went out: ${mailPage}`,
    '',
    hand.isPerson
      ? `Or press a key: ${bold('a')} approve   ${bold('r')} reject   ${bold('q')} quit`
      : '--yes: the demo approves.',
  );
}

function unlock({ simulator }: Stage, serverId: string): void {
  simulator.cloud.unlock(serverId);
  say('Unlocked in the simulated Nova, as this would:', indented(`openstack server unlock ${serverId}`));
}

/** An approval is a claim, and Nova's lock the fact: approved in the UI only, the recovery asks for the unlock. */
async function unlockAfterwards(stage: Stage, watch: Watch, serverId: string): Promise<void> {
  const { phase } = await watch.until(
    ({ phase, waitingFor }) => (phase === 'awaiting-unlock' && waitingFor === 'sysadmin') || !/^awaiting-/.test(phase),
  );
  if (phase !== 'awaiting-unlock') return;
  sayWrapped('Approved, but the recovery found the server still locked and waits. The demo plays the sysadmin:');
  unlock(stage, serverId);
  say('');
  await watch.until(({ phase }) => phase !== 'awaiting-unlock');
}
