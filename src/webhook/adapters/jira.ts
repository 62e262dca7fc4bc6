/**
 * Jira Cloud and Data Center: webhooks that an administrator registers with a secret.
 * Source: X-Hub-Signature and the headers of retries as in jira.js webhooks.WebhookHeaders; body as recorded by
 * mobitel-ltd/jira-to-matrix test/fixtures/webhooks.
 */
import { z } from 'zod';
import { type Adapter, header, type TicketEvent } from '../adapter.ts';
import { orNull, scalar, ticketId, understood } from '../read-body.ts';
import { anySecret, hmac, notSigned, same, wrongSignature } from '../signature.ts';

const User = z
  .object({
    accountId: scalar.optional(),
    name: scalar.optional(),
    emailAddress: scalar.optional(),
    displayName: scalar.optional(),
  })
  .nullish();
const Issue = z.object({
  id: ticketId,
  key: ticketId,
  self: scalar.optional(),
  fields: z.looseObject({
    labels: z.array(z.string()).max(1000).nullish(),
    project: z.object({ key: scalar }).nullish(),
    description: z.unknown().optional(),
    status: z.object({ statusCategory: z.object({ key: scalar }).nullish() }).nullish(),
  }),
});
const Comment = z.object({ id: scalar, body: z.unknown().optional(), jsdPublic: z.boolean().nullish(), author: User });
const Body = z.object({
  timestamp: z.number().nullish(),
  webhookEvent: z.string().max(100),
  user: User,
  issue: z.unknown().optional(),
  comment: Comment.nullish(),
});

const EVENTS: ReadonlyMap<string, TicketEvent['kind']> = new Map([
  ['jira:issue_created', 'created'],
  ['jira:issue_updated', 'updated'],
  ['comment_created', 'replied'],
]);

export const jira: Adapter = {
  verify(delivery, secrets) {
    const signature = header(delivery, 'x-hub-signature');
    if (signature === null) throw notSigned('X-Hub-Signature, so set a secret for the webhook');
    if (!anySecret(secrets, (secret) => same(signature, `sha256=${hmac('sha256', secret, delivery.body)}`)))
      throw wrongSignature();
  },
  read(value, delivery) {
    const body = understood(Body, value);
    const event = EVENTS.get(body.webhookEvent);
    // Older Data Centers send comments without their issue, and then a second event with both.
    if (event === undefined || body.issue === undefined) return null;
    const issue = understood(Issue, body.issue);
    const comment = body.comment ?? null;
    const user = comment?.author ?? body.user ?? {};
    const author = [user.accountId, user.name, user.emailAddress].flatMap((each) => orNull(each) ?? []);
    return {
      deliveryId: header(delivery, 'x-atlassian-webhook-identifier') ?? deliveryIdOf(body, issue),
      kind: kindOf(event, issue, comment?.jsdPublic === false),
      ticket: ticketOf(issue),
      author,
      by: orNull(user.displayName) ?? author[0] ?? null,
      words: wordsOf(comment === null ? issue.fields.description : comment.body),
      fields: issue.fields,
    };
  },
};

/** For senders that name no delivery: what makes it that one. */
const deliveryIdOf = ({ webhookEvent, timestamp, comment }: z.output<typeof Body>, { id }: { id: string }): string =>
  `${webhookEvent}:${id}:${String(timestamp ?? '')}:${comment?.id ?? ''}`;

const ticketOf = (issue: z.output<typeof Issue>): TicketEvent['ticket'] => ({
  id: issue.id,
  number: issue.key,
  url: browseUrl(issue),
  queue: orNull(issue.fields.project?.key),
  tags: issue.fields.labels ?? [],
});

function kindOf(
  event: TicketEvent['kind'],
  { fields }: z.output<typeof Issue>,
  internal: boolean,
): TicketEvent['kind'] {
  if (event === 'updated' && fields.status?.statusCategory?.key === 'done') return 'closed';
  return internal ? 'updated' : event;
}

/** The page of the issue, on the host that the API names. */
function browseUrl({ self, key }: z.output<typeof Issue>): string | null {
  const [, base] = /^(https?:\/\/[^?#]{1,300}?)\/rest\/api\//.exec(self ?? '') ?? [];
  return base === undefined ? null : `${base}/browse/${key}`;
}

/** Plain text on Data Center, a document on newer ones of the Cloud: its texts, in their order. */
function wordsOf(body: unknown): string | null {
  if (typeof body === 'string') return orNull(body);
  const texts: string[] = [];
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('text' in node && typeof node.text === 'string') texts.push(node.text);
    if ('content' in node && Array.isArray(node.content)) node.content.forEach(collect);
  };
  collect(body);
  return orNull(texts.join('\n'));
}
