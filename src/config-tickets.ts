/** The part of `recovery.config.yaml` that is about ticket systems: who may start recoveries, and where notes go. */
import path from 'node:path';
import { z } from 'zod';
import { LANGUAGES } from './contract/recovery-input.ts';

const text = z.string().trim().min(1).max(500);
const names = z.array(text).max(100).default([]);

export const TICKET_SYSTEMS = ['standard-webhooks', 'request-tracker', 'zammad', 'glpi', 'znuny', 'jira'] as const;
export type TicketSystem = (typeof TICKET_SYSTEMS)[number];

/** Where a ticket has what a recovery needs: dotted paths, such as `customer.email`. */
const Fields = z.strictObject({
  server: text.optional(),
  volume: text.optional(),
  cloud: text.optional(),
  project: text.optional(),
  ownerEmail: text.optional(),
  ownerName: text.optional(),
  ownerLanguage: text.optional(),
});
export type FieldRole = keyof z.output<typeof Fields>;

const Notes = z.strictObject({
  /** Base address of the system's API. */
  url: z.url({ protocol: /^https?$/ }).max(300),
  /** User of the account that writes them, where the token alone doesn't tell. */
  user: text.optional(),
  /** File that holds the account's token or password. */
  tokenFile: text,
  /** File that holds GLPI's application token. */
  appTokenFile: text.optional(),
  /** `public` notes are read by the owner of the ticket too. */
  visibility: z.enum(['internal', 'public']).default('internal'),
  language: z.enum(LANGUAGES).default('en'),
});
type NoteSettings = z.output<typeof Notes>;

const TicketSettings = z
  .strictObject({
    system: z.enum(TICKET_SYSTEMS),
    /** Files that hold what deliveries are signed with: one, or two while the secret is replaced. */
    secretFiles: z.array(text).min(1).max(2),
    /** Logins, addresses or ids of the account that writes the notes: what it does is no news. */
    ownAccounts: names,
    /** Which tickets start a recovery: all of these must fit. */
    startOn: z
      .strictObject({
        events: z
          .array(z.enum(['created', 'updated', 'replied']))
          .min(1)
          .default(['created', 'updated']),
        /** Queues, groups, entities, projects. */
        queues: names,
        /** Tags, labels; one of them is enough. */
        tags: names,
        /** Fields, by what they hold, that must not be empty. */
        filled: z.array(Fields.keyof()).default([]),
      })
      .refine(({ queues, tags, filled }) => queues.length + tags.length + filled.length > 0, {
        error: 'names no queues, tags or filled fields: every ticket would start a recovery',
      }),
    fields: Fields.default({}),
    /** Address of a ticket's page, where deliveries don't tell: `https://help.example.org/#ticket/zoom/{id}`. */
    ticketUrl: text.optional(),
    notes: Notes.optional(),
  })
  .refine(({ startOn, fields }) => startOn.filled.every((role) => fields[role] !== undefined), {
    error: 'startOn.filled names something that fields does not say where to find',
  })
  .refine(({ system, notes }) => system !== 'standard-webhooks' || notes === undefined, {
    error: 'standard-webhooks has no API that notes could be written to',
    path: ['notes'],
  })
  .refine(({ system, notes, ownAccounts }) => notes === undefined || ownAccounts.length > 0 || system === 'glpi', {
    error: 'names nobody, so the notes of the recovery would come back as news: name the account that writes them',
    path: ['ownAccounts'],
  });
export type TicketSettings = z.output<typeof TicketSettings>;

export const TicketsSchema = z.record(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/), TicketSettings).default({});

/** How the webhook service listens. */
export const WebhookSchema = z
  .strictObject({
    host: text.default('127.0.0.1'),
    port: z.int().min(1).max(65_535).default(8090),
    /** From one address to one source; more are refused with 429. */
    deliveriesPerMinute: z.int().min(1).max(1_000_000).default(600),
    /** Proxies whose X-Forwarded-For is believed, as addresses or networks. */
    trustedProxies: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
      .max(20)
      .default([]),
  })
  .prefault({});

/** File names as seen from the configuration's folder. */
export function withFilesFrom(folder: string, tickets: Record<string, TicketSettings>): Record<string, TicketSettings> {
  const here = (name: string): string => path.resolve(folder, name);
  return Object.fromEntries(
    Object.entries(tickets).map(([name, settings]) => [
      name,
      {
        ...settings,
        secretFiles: settings.secretFiles.map(here),
        ...(settings.notes === undefined ? {} : { notes: notesFrom(here, settings.notes) }),
      },
    ]),
  );
}

const notesFrom = (here: (name: string) => string, notes: NoteSettings): NoteSettings => ({
  ...notes,
  tokenFile: here(notes.tokenFile),
  ...(notes.appTokenFile === undefined ? {} : { appTokenFile: here(notes.appTokenFile) }),
});
