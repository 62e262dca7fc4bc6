/** Message-IDs that are the same at every attempt, so that a mail server or reader can tell a repeated mail from a new one. */

/**
 * @param kind - which mail of the recovery, such as `team-reminder`.
 * @param number - counts mails of one kind.
 * @param from - the sender or its domain: `Cloud recovery <recovery@example.org>`. Uniqueness is the domain's business
 *   (RFC 5322 3.6.4).
 * @returns `<recovery-0a2ef1aa-1b2c3d4e.team-reminder.2@example.org>`
 */
export function messageIdOf(recoveryId: string, kind: string, number: number, from: string): string {
  const domain = from.split('@').at(-1) ?? '';
  return `<${[recoveryId, kind, String(number)].map(atom).join('.')}@${atom(domain)}>`;
}

/** What every mail of a recovery refers to, so that readers show them as one thread; no mail carries it (RFC 5322 allows that). */
export const threadIdOf = (recoveryId: string): string => `<${atom(recoveryId)}@recovery.thread>`;

/** What RFC 5322 lets stand in a dot-atom, less the rarer signs that mail filters stumble over. */
const atom = (text: string): string => {
  const safe = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .slice(0, 100)
    .replaceAll(/^[.-]+|[.-]+$/g, '');
  return safe === '' ? 'recovery' : safe;
};
