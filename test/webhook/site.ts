/** A site with every ticket system, named after itself; what each of its fixtures must mean there. */
import { type TicketSystem, TICKET_SYSTEMS } from '../../src/config-tickets.ts';
import { parseConfig } from '../../src/config.ts';
import { ADAPTERS } from '../../src/webhook/adapters.ts';
import type { Source } from '../../src/webhook/receive.ts';
import { fixture } from './sender.ts';

const OWN_ACCOUNT = 'recovery@example.org';
export const SERVER = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';
export const MENTIONED = '11111111-2222-4333-8444-555555555555';

const FIELDS: Readonly<Record<TicketSystem, string>> = {
  'standard-webhooks':
    '{ server: server, cloud: cloud, ownerEmail: owner.email, ownerName: owner.name, ownerLanguage: owner.language }',
  'request-tracker': '{ server: Server, cloud: Cloud, ownerEmail: requestor.email, ownerLanguage: Language }',
  zammad:
    '{ server: server_id, volume: volume_id, cloud: cloud_name, ownerEmail: customer.email, ownerLanguage: owner_language }',
  glpi: '{ server: external_id }',
  znuny: '{ server: DynamicField_ServerID, cloud: DynamicField_Cloud }',
  jira: '{ server: customfield_10030, cloud: customfield_10031, volume: customfield_10032 }',
};

const QUEUE: Readonly<Partial<Record<TicketSystem, string>>> = { jira: 'SEC' };

const yamlOf = (system: TicketSystem): string => `
  ${system}:
    system: ${system}
    secretFiles: [${system}_secret]
    ownAccounts: [${OWN_ACCOUNT}, '1']
    startOn: { queues: [${QUEUE[system] ?? 'cloud security'}] }
    fields: ${FIELDS[system]}
    ${system === 'zammad' ? "ticketUrl: 'https://help.example.org/#ticket/zoom/{id}'" : ''}`;

/** The whole `recovery.config.yaml`; secrets are files beside it, such as `zammad_secret`. */
export const SITE = `
defaultCloud: research
clouds: { research: { recoveryServer: { sshFrom: [192.0.2.10/32] } } }
ssh: { privateKeyFile: unused }
mail: { smtp: { host: localhost }, from: r@example.org, cloudTeam: { email: c@example.org } }
tickets:${TICKET_SYSTEMS.map(yamlOf).join('')}
`;

const CONFIG = parseConfig(SITE, '/etc/recovery/recovery.config.yaml');

/** @param secretsOf - one, or two while a secret is replaced. */
export function siteSources(secretsOf: (system: TicketSystem) => string[]): Map<string, Source> {
  return new Map(
    TICKET_SYSTEMS.map((system) => {
      const settings = CONFIG.tickets[system];
      if (settings === undefined) throw new Error(`no settings for ${system}`);
      return [system, { name: system, adapter: ADAPTERS[system], secrets: secretsOf(system), settings }];
    }),
  );
}

/** The fixture's body with some of it changed: `{ 'ticket.state': 'closed' }`. */
export function changed(system: TicketSystem, changes: Record<string, unknown>): Record<string, unknown> {
  const { body } = fixture(system);
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const parent = names.reduce<Record<string, unknown>>((inner, name) => inner[name] as Record<string, unknown>, body);
    parent[last] = value;
  }
  return body;
}

const QUOTED = 'Please keep /data\n\n> The plan is approved.\n> [recovery-note recovery-0a2ef1aa-1b2c3d4e.decision]';

/** What makes the fixture another event, for each system. */
export const VARIANTS: Readonly<
  Record<
    TicketSystem,
    Record<'own' | 'unknown' | 'reply' | 'quoting' | 'closed' | 'otherQueue', Record<string, unknown>>
  >
> = {
  'standard-webhooks': {
    own: { 'data.author': OWN_ACCOUNT },
    unknown: { type: 'ticket.merged' },
    reply: { type: 'ticket.replied', 'data.text': 'Please keep /data', 'data.queue': 'Else' },
    quoting: { type: 'ticket.replied', 'data.text': QUOTED },
    closed: { type: 'ticket.closed' },
    otherQueue: { 'data.queue': 'Printers' },
  },
  'request-tracker': {
    own: { 'data.actor': { name: 'recovery', email: OWN_ACCOUNT } },
    unknown: { type: 'ticket.merged' },
    reply: { type: 'ticket.replied', 'data.content': 'Please keep /data', 'data.queue': 'Else' },
    quoting: { type: 'ticket.replied', 'data.content': QUOTED },
    closed: { type: 'ticket.closed' },
    otherQueue: { 'data.queue': 'Printers' },
  },
  zammad: {
    own: { 'article.created_by': { login: OWN_ACCOUNT } },
    unknown: {},
    reply: { 'ticket.article_count': 2, 'article.body': '<p>Please keep /data</p>', 'ticket.group': 'Else' },
    quoting: { 'ticket.article_count': 2, 'article.body': QUOTED, 'article.content_type': 'text/plain' },
    closed: { 'ticket.state': 'closed' },
    otherQueue: { 'ticket.group': { name: 'Printers' } },
  },
  glpi: {
    // GLPI does not say who did it; a note is known by its end.
    own: {
      item: { id: 9, itemtype: 'Ticket', items_id: 4711, content: '<pre>x [recovery-note recovery-1-2.plan]</pre>' },
    },
    unknown: { event: 'delete' },
    reply: {
      item: { id: 9, itemtype: 'Ticket', items_id: 4711, content: '<p>Please keep /data</p>', is_private: 0 },
    },
    quoting: {
      item: {
        id: 9,
        itemtype: 'Ticket',
        items_id: 4711,
        content:
          '<p>Please keep /data</p><blockquote><pre>Approved. [recovery-note recovery-1-2.decision]</pre></blockquote>',
        is_private: 0,
      },
    },
    closed: { event: 'update', 'item.status': { id: 6, name: 'Closed' } },
    otherQueue: { 'item.category': { id: 1, name: 'Printers' } },
  },
  znuny: {
    own: { 'Event.UserID': '1' },
    unknown: { 'Event.Event': 'QueueCreate' },
    reply: {
      'Event.Event': 'ArticleCreate',
      'Ticket.Queue': 'Else',
      'Ticket.Articles': [
        { ArticleID: '2', IsVisibleForCustomer: 1, Body: 'Please keep /data', SenderType: 'customer' },
      ],
    },
    quoting: {
      'Event.Event': 'ArticleCreate',
      'Ticket.Articles': [{ ArticleID: '2', IsVisibleForCustomer: 1, Body: QUOTED, SenderType: 'customer' }],
    },
    closed: { 'Event.Event': 'TicketStateUpdate', 'Ticket.StateType': 'closed' },
    otherQueue: { 'Ticket.Queue': 'Printers' },
  },
  jira: {
    own: { user: { accountId: OWN_ACCOUNT } },
    unknown: { webhookEvent: 'jira:issue_deleted' },
    reply: {
      webhookEvent: 'comment_created',
      'issue.fields.project': { key: 'ELSE' },
      comment: { id: '1', body: 'Please keep /data', author: { displayName: 'Émilie' } },
    },
    quoting: {
      webhookEvent: 'comment_created',
      comment: { id: '1', body: QUOTED, author: { displayName: 'Émilie' } },
    },
    closed: { webhookEvent: 'jira:issue_updated', 'issue.fields.status': { statusCategory: { key: 'done' } } },
    otherQueue: { 'issue.fields.project': { key: 'PRINT' } },
  },
};
