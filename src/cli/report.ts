/** `report`: what is on the disks of a recovery, as a page, as Markdown or as JSON. */
import { writeFileSync } from 'node:fs';
import type { Language } from '../contract/recovery-input.ts';
import type { RecoveryStatus } from '../contract/recovery.ts';
import { reportDocument } from '../report/document.ts';
import { reportHtml } from '../report/html-page.ts';
import { reportMarkdown, type ReportPage } from '../report/report-markdown.ts';
import { CliError, EXIT } from './exit-codes.ts';

export interface ReportOptions {
  html?: boolean;
  markdown?: boolean;
  json?: boolean;
  locale: Language;
  output?: string;
}

/** @throws CliError when two forms are asked for, or there is no report yet. */
export function reportText(status: RecoveryStatus, workflowId: string, options: ReportOptions): string {
  const forms = [options.html, options.markdown, options.json].filter((asked) => asked === true);
  if (forms.length > 1) throw new CliError('Choose one of --html, --markdown and --json.', EXIT.badInput);
  const { plan, report, recoveryId } = status;
  if (plan === null || report === null)
    throw new CliError(`${workflowId} has no report yet: its disks were not inspected.`, EXIT.otherOutcome);
  const page: ReportPage = {
    recoveryId: recoveryId ?? workflowId,
    plan,
    report,
    decisions: [status.decision, status.deletion],
    language: options.locale,
    ...(status.volumes.length === 0 ? {} : { volumes: status.volumes }),
  };
  if (options.json === true) return `${JSON.stringify(reportDocument(page), null, 2)}\n`;
  return options.html === true ? reportHtml(page) : reportMarkdown(page);
}

/** To a file that only its owner may read, since it tells how to log in; never over one that is there. */
export function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`The report could not be written: ${reason}`, EXIT.badInput);
  }
}
