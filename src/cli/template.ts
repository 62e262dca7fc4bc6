/** `template`: the link to a start form that is prefilled, input and all. */
import type { Client } from '@temporalio/client';
import { loadConfig } from '../config.ts';
import { TEMPLATE_WORKFLOW_ID } from '../contract/template.ts';
import { startFormLink } from '../report/links.ts';
import { ensureTemplate } from '../template.ts';
import { CliError, EXIT } from './exit-codes.ts';

/** @throws CliError when the configuration doesn't say where the Temporal UI is. */
export function uiAddress(): string {
  const { temporalUi } = loadConfig();
  if (temporalUi === undefined)
    throw new CliError(
      'temporalUi is not set in the configuration: a link needs the address of the UI.',
      EXIT.badInput,
    );
  return temporalUi;
}

/** Makes the template where there is none; its run is named, so that the form can't take a newer one for it. */
export async function templateLink(client: Client, temporalUi: string): Promise<string> {
  const runId = await ensureTemplate(client);
  if (runId === null)
    throw new CliError(`Somebody just started a recovery as ${TEMPLATE_WORKFLOW_ID}. Try again in a second.`);
  return startFormLink(temporalUi, TEMPLATE_WORKFLOW_ID, runId);
}
