/** Names in summaries of the Temporal UI, which shows them as plain text in one place and as Markdown in another. */
import { plainText } from './plain-text.ts';

/** What Markdown, or the UI's own placeholders, would read; a backslash before it would be shown in the other place. */
const MARKUP = /[\\`*[\]{}()<>|~^!#&]|:\/\/|www\./gu;

/** One line in which nothing of `untrusted` is read as markup. */
export const summaryText = (untrusted: string, maxLength: number): string =>
  plainText(untrusted, maxLength).replaceAll(MARKUP, ' ').replaceAll(/\s+/g, ' ').trim() || '?';

/** `TICKET-4711 · genomics-web · arbutus`: what a recovery is about, in the UI's summary of it. */
export const recoverySummary = ({
  ticket,
  server,
  cloud,
}: {
  ticket?: string | undefined;
  server: string;
  cloud: string;
}): string =>
  [...(ticket === undefined ? [] : [ticket]), server, cloud].map((part) => summaryText(part, 64)).join(' · ');
