/** Shows a recovery's progress until it ends or waits for a person. */
import { setTimeout as pause } from 'node:timers/promises';
import { hasEnded, type RecoveryStatus, type TimelineEntry } from '../contract/recovery.ts';
import { plainText } from '../report/plain-text.ts';
import { nextCommand, progressLines } from './progress.ts';
import { type RecoveryHandle, statusOf } from './temporal.ts';

const LOOK_EVERY_MS = 500;

/**
 * On a terminal the ten steps are redrawn in place; elsewhere each new line of the story is printed once.
 *
 * @param out - standard error where standard output is kept for JSON.
 */
export async function follow(
  handle: RecoveryHandle,
  out: NodeJS.WriteStream = process.stdout,
): Promise<RecoveryStatus> {
  const draw = out.isTTY ? redrawn(out) : appended(out);
  for (;;) {
    const status = await statusOf(handle);
    draw(status, handle.workflowId);
    if (hasEnded(status)) return status;
    await pause(LOOK_EVERY_MS);
  }
}

function redrawn(out: NodeJS.WriteStream): (status: RecoveryStatus, workflowId: string) => void {
  let height = 0;
  return (status, workflowId) => {
    const next = nextCommand(status, workflowId);
    const lines = [...progressLines(status), ...(next === null ? [] : [`→ ${next}`])];
    const up = height === 0 ? '' : `\u001B[${height}A`;
    out.write(`${up}${lines.map((line) => `\u001B[2K${line.slice(0, out.columns)}\n`).join('')}\u001B[J`);
    height = lines.length;
  };
}

export const timelineLine = ({ secondsSinceStart, step, text }: TimelineEntry): string =>
  `${secondsSinceStart.toFixed(1).padStart(8)} s  ${step.padEnd(14)} ${plainText(text, 200)}`;

function appended(out: NodeJS.WriteStream): (status: RecoveryStatus) => void {
  let seen = 0;
  return ({ timeline }) => {
    for (const entry of timeline.slice(seen)) out.write(`${timelineLine(entry)}\n`);
    seen = timeline.length;
  };
}
