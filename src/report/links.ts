/** Links into the Temporal UI: the one place that knows its addresses. */
import { RECOVERY_WORKFLOW_TYPE, TASK_QUEUE } from '../contract/identifiers.ts';

/**
 * @param temporalUi - `http://localhost:8233`, or with the namespace's path `…/namespaces/cloud`; `default` is assumed
 *   without.
 */
function namespaceOf(temporalUi: string): string {
  const base = temporalUi.replace(/\/+$/, '');
  return base.includes('/namespaces/') ? base : `${base}/namespaces/default`;
}

/** The UI shows the newest run of a workflow id when the address names none. */
export const workflowLink = (temporalUi: string, workflowId: string): string =>
  `${namespaceOf(temporalUi)}/workflows/${encodeURIComponent(workflowId)}`;

/**
 * The start form, prefilled like an earlier run, its input included. The form looks up the newest run that has all of
 * what the address names.
 * Source: temporalio/ui src/lib/services/workflow-service.ts `fetchInitialValuesForStartWorkflow`.
 *
 * @param runId - for a run that must not be mistaken for a newer one of the same id.
 */
export function startFormLink(temporalUi: string, workflowId: string, runId?: string): string {
  const query = new Map([
    ['workflowId', workflowId],
    ['workflowType', RECOVERY_WORKFLOW_TYPE],
    ['taskQueue', TASK_QUEUE],
    ...(runId === undefined ? [] : [['runId', runId] as const]),
  ]);
  const fields = [...query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${namespaceOf(temporalUi)}/workflows/start-workflow?${fields.join('&')}`;
}
