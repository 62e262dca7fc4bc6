/** Keeps the template run in existence, which the start form of the Temporal UI is prefilled from. */
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { RECOVERY_WORKFLOW_TYPE, TASK_QUEUE } from './contract/identifiers.ts';
import { TEMPLATE_INPUT, TEMPLATE_MEMO, TEMPLATE_WORKFLOW_ID } from './contract/template.ts';
import { logger } from './logging.ts';

/** A namespace keeps runs that are over for a day at least. */
const FRESH_MS = 12 * 3_600_000;
const LOOK_EVERY_MS = 60_000;

/**
 * Idempotent. A run of somebody who left the template's id in the form is not the template: a newer one is made, so
 * that nobody finds another's input in the form.
 *
 * @returns the id of the template's run; null while somebody's own is under way under its id.
 */
export async function ensureTemplate(client: Client, now = Date.now()): Promise<string | null> {
  const fresh = await freshTemplate(client, now);
  if (fresh !== null) return fresh;
  try {
    const handle = await client.workflow.start(RECOVERY_WORKFLOW_TYPE, {
      workflowId: TEMPLATE_WORKFLOW_ID,
      taskQueue: TASK_QUEUE,
      args: [TEMPLATE_INPUT],
      memo: TEMPLATE_MEMO,
    });
    return handle.firstExecutionRunId;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}

async function freshTemplate(client: Client, now: number): Promise<string | null> {
  try {
    const { memo, runId, startTime } = await client.workflow.getHandle(TEMPLATE_WORKFLOW_ID).describe();
    const isTemplate = memo?.['template'] === TEMPLATE_MEMO.template;
    return isTemplate && now - startTime.getTime() < FRESH_MS ? runId : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Looks now and every minute. A worker without a template works all the same, so a fault is only told. */
export function keepTemplate(client: Client): { stop: () => void } {
  const look = (): void => {
    ensureTemplate(client).catch((error: unknown) => {
      logger.warn({ reason: String(error) }, 'Could not make the template of the start form');
    });
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
