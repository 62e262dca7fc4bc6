/** Step 9: a person copies the data; reminders until somebody says it is done, or the deadline ends it. */
import { condition } from '@temporalio/workflow';
import type { Recovery } from '../recovery.ts';
import { Wait } from '../wait.ts';

/** @returns who confirmed, or null when the deadline passed. */
export async function handOver(recovery: Recovery): Promise<string | null> {
  const wait = await Wait.begin(recovery, 'hand-over', {
    what: 'the confirmation',
    still: 'The recovery server still waits to be confirmed',
  });
  try {
    await wait.next(() => recovery.confirmation !== null);
    // What is being read can't be let go of; who asked for it is answered first.
    while (recovery.inspecting) await condition(() => !recovery.inspecting);
    return recovery.confirmation?.by ?? null;
  } finally {
    wait.end();
  }
}
