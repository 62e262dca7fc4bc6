/**
 * Zammad. It signs with HMAC-SHA1 and no time: a replay is told by its delivery id, and can't start anything twice.
 * Source: zammad app/jobs/trigger_webhook_job.rb, lib/user_agent.rb; zammad-admin-documentation manage/webhook/payload.rst.
 */
import { z } from 'zod';
import { type Adapter, header, type TicketEvent } from '../adapter.ts';
import { orNull, scalar, ticketId, understood, wordsOfHtml } from '../read-body.ts';
import { anySecret, hmac, notSigned, same, wrongSignature } from '../signature.ts';

const User = z.object({ login: scalar.optional(), email: scalar.optional() }).nullish();
const Ticket = z.looseObject({
  id: ticketId,
  number: scalar,
  state: z.unknown().optional(),
  group: z.unknown().optional(),
  tags: z.unknown().optional(),
  article_count: z.number().nullish(),
  updated_at: scalar.optional(),
  updated_by: User,
});
const Article = z
  .object({
    id: ticketId.optional(),
    body: z.string().nullish(),
    content_type: z.string().nullish(),
    internal: z.boolean().nullish(),
    from: z.string().nullish(),
    sender: z.unknown().optional(),
    created_by: User,
  })
  .nullish();
const Body = z.object({ ticket: Ticket, article: Article });
type Words = z.output<typeof Article>;

export const zammad: Adapter = {
  verify(delivery, secrets) {
    const signature = header(delivery, 'x-hub-signature');
    if (signature === null) throw notSigned('X-Hub-Signature, so set a signature token for the webhook');
    if (!anySecret(secrets, (secret) => same(signature, `sha1=${hmac('sha1', secret, delivery.body)}`)))
      throw wrongSignature();
  },
  read(value, delivery) {
    const { ticket, article } = understood(Body, value);
    const author = article?.created_by ?? ticket.updated_by ?? {};
    const names = [author.login, author.email].flatMap((each) => orNull(each) ?? []);
    return {
      deliveryId:
        header(delivery, 'x-zammad-delivery') ?? `${ticket.id}:${ticket.updated_at ?? ''}:${article?.id ?? ''}`,
      kind: kindOf(ticket, article),
      ticket: {
        id: ticket.id,
        number: orNull(ticket.number) ?? ticket.id,
        url: null,
        queue: nameOf(ticket.group),
        tags: tagsOf(ticket.tags),
      },
      author: names,
      by: orNull(article?.from) ?? names.at(-1) ?? null,
      words: wordsOf(article),
      fields: ticket,
    };
  },
};

const CLOSED = new Set(['closed', 'merged', 'removed']);

/** The payload names no event, so it is told from what is in it. */
function kindOf(ticket: z.output<typeof Ticket>, article: Words): TicketEvent['kind'] {
  if (CLOSED.has(nameOf(ticket.state)?.toLowerCase() ?? '')) return 'closed';
  if ((ticket.article_count ?? 0) <= 1) return 'created';
  return article?.id !== undefined && article.internal !== true ? 'replied' : 'updated';
}

/** A state, group or priority is its name in some releases, and an object with a name in others. */
function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return orNull(value);
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
    ? orNull(value.name)
    : null;
}

function tagsOf(tags: unknown): string[] {
  const list: unknown[] = typeof tags === 'string' ? tags.split(',') : Array.isArray(tags) ? tags : [];
  return list.slice(0, 100).flatMap((tag) => (typeof tag === 'string' ? (orNull(tag) ?? []) : []));
}

function wordsOf(article: Words): string | null {
  const body = article?.body?.slice(0, 50_000) ?? '';
  return orNull(article?.content_type?.startsWith('text/html') === true ? wordsOfHtml(body) : body);
}
