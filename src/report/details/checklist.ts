/** The ten steps, with their times. */
import { type RecoveryStatus, type Step, STEPS } from '../../contract/recovery.ts';
import { formatDuration, formatInstant } from '../format.ts';
import { STEP_NAMES, stepMark } from '../steps.ts';
import type { Block } from './blocks.ts';

/** As a code block: columns stay below each other, and lines stay lines in every version of the UI. */
export const checklistBlock = (status: RecoveryStatus): Block => ({
  rank: 2,
  text: ['```', ...STEPS.map((step, index) => line(step, index + 1, status)), '```'].join('\n'),
});

function line(step: Step, number: number, status: RecoveryStatus): string {
  const mark = stepMark(step, status);
  const name = STEP_NAMES[step].padEnd(28);
  const time = mark === '·' ? '' : timeOf(step, status);
  return `${mark} ${String(number).padStart(2)} ${name}${time}`.trimEnd();
}

function timeOf(step: Step, { stepTimes }: RecoveryStatus): string {
  const time = stepTimes[step];
  if (time === undefined) return '';
  const began = formatInstant(time.began);
  return time.ended === null
    ? `${began}  …`
    : `${began}  ${formatDuration(Date.parse(time.ended) - Date.parse(time.began))}`;
}
