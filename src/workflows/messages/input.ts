/** `provideInput`: completes or mends the input of a recovery that waits for it. As an update it answers in the form. */
import { type ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { shownOfAMessage } from '../../contract/message-faults.ts';
import { provideInputSignal, provideInputUpdate, SIGNALS, UPDATES } from '../../contract/messages.ts';
import type { InputFault } from '../../contract/recovery-input.ts';
import { describeFaults } from '../../input/faults.ts';
import { readRequest, type Reading } from '../../input/read-request.ts';
import { questionOf } from '../../input/question.ts';
import { faultsOf, saysNothing, withoutServer, withReading } from '../../input/request.ts';
import type { Recovery } from '../recovery.ts';
import { refusal as refused } from './refusal.ts';

export function listenForInput(recovery: Recovery): void {
  setHandler(provideInputSignal, (payload?: unknown) => takeWhatIsRight(recovery, payload), {
    description: SIGNALS.provideInput,
  });
  setHandler(provideInputUpdate, (payload: unknown) => takeAndTell(recovery, payload), {
    description: UPDATES.provideInput,
    validator: (payload: unknown) => refuseWhatIsWrong(recovery, payload),
  });
}

/** A signal has no answer: what is right is taken, what is wrong is shown with the question. */
function takeWhatIsRight(recovery: Recovery, payload: unknown): void {
  recovery.nudges += 1;
  const { intake } = recovery;
  const reading = readRequest(payload);
  if (!intake.isOpen) recovery.keep(`provideInput was not counted: ${hasItsInput(recovery)}`);
  else if (saysNothing(reading))
    recovery.keep(`provideInput was not counted: expected ${example(recovery)}, received ${shownOfAMessage(payload)}`);
  else {
    intake.take(reading);
    recovery.note(`provideInput: ${whatCame(reading)}`);
  }
}

const whatCame = ({ set, cleared, faults }: Reading): string =>
  [
    ...(set.size === 0 ? [] : [`${[...set.keys()].join(', ')} given`]),
    ...(cleared.length === 0 ? [] : [`${cleared.slice(0, 10).join(', ')} left out`]),
    ...(faults.length === 0 ? [] : [`${String(faults.length)} wrong`]),
  ].join('; ');

/** Pure and at once: a person sees it beside what they typed, and nothing of it is kept. */
function refuseWhatIsWrong(recovery: Recovery, payload: unknown): void {
  const { intake } = recovery;
  if (!intake.isOpen) throw refusal(hasItsInput(recovery));
  const reading = readRequest(payload);
  if (saysNothing(reading)) throw refusal(`expected ${example(recovery)}, received ${shownOfAMessage(payload)}`);
  const next = withReading(intake.request, reading);
  const faults = [...faultsOf(next), ...withoutServer(next)];
  if (faults.length > 0) throw stillWrong(faults, reading);
}

/** What needs the cloud is checked here: then the update fails, never the run. */
async function takeAndTell(recovery: Recovery, payload: unknown): Promise<string> {
  recovery.nudges += 1;
  const { intake } = recovery;
  const reading = readRequest(payload);
  const revision = intake.take(reading);
  recovery.note(`provideInput: ${whatCame(reading)}`);
  await condition(() => intake.judged >= revision || !intake.isOpen);
  if (intake.goesOnAs !== null) return `The recovery goes on as ${intake.goesOnAs}.`;
  if (intake.ended) throw refusal('this run has ended meanwhile; start again.');
  if (intake.faults.length > 0) throw stillWrong(intake.faults);
  const problems = recovery.status.problems.map(({ message }) => message).join(' ');
  return `Taken. ${problems} It is looked at again by itself.`;
}

/** @param refused - what is not kept, since something else of it is wrong. */
const stillWrong = (faults: readonly InputFault[], refused?: Reading): ApplicationFailure =>
  refusal(`${describeFaults(faults)}. This would mend it: ${questionOf(faults, refused).mend}`);

const refusal = (reason: string): ApplicationFailure => refused('provideInput', reason);

const hasItsInput = ({ intake, status }: Recovery): string =>
  intake.ended
    ? 'this run has ended; start again.'
    : `this recovery has its input already (server ${status.serverId ?? 'unknown'}). To change it, cancel and start again.`;

const example = ({ status }: Recovery): string =>
  status.question?.mend ?? '{ "server": "its id, name, volume or address" }';
