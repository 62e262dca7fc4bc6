/** Message-IDs that are the same at every attempt, so that a mail server or reader can tell a repeated mail from a new one. */

/**
 * @param kind - which mail of the recovery, such as `team-reminder`.
 * @param number - counts mails of one kind, from 1.
 * @param fromDomain - the sender's domain, right of the `@` (RFC 5322 3.6.4: uniqueness is that domain's business).
 * @returns `<recovery-0a2ef1aa-1b2c3d4e.team-reminder.2@example.org>`
 */
export function messageIdOf(recoveryId: string, kind: string, number: number, fromDomain: string): string {
  return `<${[recoveryId, kind, String(number)].map(atom).join('.')}@${atom(fromDomain)}>`;
}

/** The root of a recovery's thread: every mail refers to it, none carries it (RFC 5322 allows that). */
export const threadIdOf = (recoveryId: string, fromDomain: string): string =>
  `<${atom(recoveryId)}@${atom(fromDomain)}>`;

/** What RFC 5322 lets stand in a dot-atom, less the rarer signs that mail filters stumble over. */
const atom = (text: string): string => {
  const safe = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[.-]+|[.-]+$/g, '');
  return safe === '' ? 'recovery' : safe.slice(0, 100);
};
