/**
 * The site's configuration, `recovery.config.yaml`: read once, by the composition roots only.
 *
 * OpenStack's own settings stay in `clouds.yaml`/`secure.yaml`/`OS_*`, Temporal's in its `TEMPORAL_*` variables and
 * TOML profiles: no second name for what has a standard one. Secrets are files or variables, never values in here.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import { z } from 'zod';
import { faultLines } from './config-faults.ts';
import { TicketsSchema, WebhookSchema, withFilesFrom } from './config-tickets.ts';
import { LANGUAGES } from './contract/recovery-input.ts';
import { type Span, WEEKDAYS } from './waiting/working-hours.ts';

const text = z.string().trim().min(1);
const DAY_MS = 86_400_000;
const UNIT_MS = { second: 1000, minute: 60_000, hour: 3_600_000, day: DAY_MS } as const;

/** `'90 seconds'`, `'2 hours'`, `'1 day'`, as milliseconds. */
const duration = z
  .string()
  .regex(/^\d+(\.\d+)? (second|minute|hour|day)s?$/, {
    error: 'expected a duration such as "90 seconds", "2 hours" or "30 days"',
  })
  .transform((value) => {
    const [amount = '0', unit = 'second'] = value.replace(/s$/, '').split(' ');
    return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  });
const durationOr = (defaultValue: string) => duration.prefault(defaultValue);

/** `'3 working days'`, or a duration: waited for, and then for the next working hour. */
const span = z.union(
  [
    z
      .string()
      .regex(/^[1-9]\d{0,2} working days?$/)
      .transform((value): Span => ({ workingDays: Number.parseInt(value, 10) })),
    duration.refine((ms) => ms >= 1000).transform((ms): Span => ({ ms })),
  ],
  { error: 'expected working days or a duration, such as "3 working days" or "2 hours"' },
);
const spanOr = (defaultValue: string) => span.prefault(defaultValue);

const clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'expected a time such as "08:30"' });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** When people are at work: reminders come then, and days are counted by it. */
const WorkingHoursSettings = z
  .strictObject({
    timeZone: text
      .refine(isTimeZone, { error: 'expected a time zone such as "America/Toronto"' })
      .default('America/Toronto'),
    days: z.array(z.enum(WEEKDAYS)).min(1).max(7).default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']),
    from: clock.default('09:00'),
    to: clock.default('17:00'),
    /** `2026-12-25` for one day, `12-25` for that day of every year. */
    holidays: z
      .array(
        z.string().regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, {
          error: 'expected a date such as "2026-12-25", or "12-25" for every year',
        }),
      )
      .max(200)
      .default([]),
  })
  .refine(({ from, to }) => from < to, { error: 'expected from before to', path: ['to'] });

/** Who may decide. */
const ApprovalSettings = z.strictObject({
  /** People as they write themselves in `by`; anybody where it is empty. */
  approvers: z.array(text.max(200)).max(100).default([]),
  /** Accounts as Temporal records them with a signal; where it is not empty, only their answers count. */
  identities: z.array(text.max(200)).max(100).default([]),
  /** Whether who asks for a recovery may approve it. */
  requesterMayApprove: z.boolean().default(true),
  approversNeeded: z.int().min(1).max(2).default(1),
});

const CloudSettings = z.strictObject({
  /** Entry of clouds.yaml with the project's ordinary member credential. Default: the name used here. */
  openstackCloud: text.optional(),
  /** Entry of clouds.yaml with a sysadmin's credential; where it is set, the workflow lifts and restores the lock itself. */
  sysadminCloud: text.optional(),
  recoveryServer: z
    .strictObject({
      /** Name or id. Default: the best that the project lists, preferably not the compromised server's. */
      image: text.optional(),
      /** Name or id. Default: the smallest that fits the image and the quota. */
      flavor: text.optional(),
      /** Name or id. Default: the compromised server's. */
      network: text.optional(),
      /** Login user of the image. Default: known from the image's os_distro or name. */
      sshUser: text.optional(),
      sshPort: z.int().min(1).max(65_535).default(22),
      /** Size of the root volume made for a flavor without a disk. */
      rootVolumeGib: z.int().min(2).max(200).default(20),
      /** How the worker reaches it. */
      reach: z.enum(['fixed', 'floating', 'jump']).default('fixed'),
      /** External network for `reach: floating`. */
      floatingNetwork: text.optional(),
      jumpHost: z
        .strictObject({
          host: text,
          port: z.int().min(1).max(65_535).default(22),
          user: text,
          /** OpenSSH public key lines of the jump host, `ssh-ed25519 AAAA…`. */
          hostKeys: z.array(text).min(1),
        })
        .optional(),
      /** Addresses that may ssh in: the worker's, and the recovery engineers'. */
      sshFrom: z.array(z.union([z.cidrv4(), z.cidrv6()])).min(1),
      /** Public keys of recovery engineers, let in beside the worker's. */
      authorizedKeys: z.array(text).max(50).default([]),
      /** How long a recovery server may take from its creation to its first login. */
      bootTimeout: durationOr('15 minutes'),
    })
    .refine((server) => server.reach !== 'floating' || server.floatingNetwork !== undefined, {
      error: 'reach "floating" needs floatingNetwork',
    })
    .refine((server) => server.reach !== 'jump' || server.jumpHost !== undefined, {
      error: 'reach "jump" needs jumpHost',
    }),
});

export const ConfigSchema = z
  .strictObject({
    defaultCloud: text,
    clouds: z.record(z.string().regex(/^[A-Za-z0-9._-]{1,64}$/), CloudSettings),
    ssh: z.strictObject({
      /** Private key (OpenSSH, without passphrase) that the worker logs in with; it never leaves the worker. */
      privateKeyFile: text,
    }),
    mail: z.strictObject({
      smtp: z.strictObject({
        host: text,
        port: z.int().min(1).max(65_535).default(25),
        /** `tls` from the first byte, `starttls` required, or `none` (a relay on the same host). */
        security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
        user: text.optional(),
        passwordFile: text.optional(),
      }),
      from: text,
      /** Who gets the plan. */
      cloudTeam: z.strictObject({ email: z.email(), language: z.enum(LANGUAGES).default('en') }),
      /** Who is told when the cloud team doesn't answer. */
      escalation: z.strictObject({ email: z.email(), language: z.enum(LANGUAGES).default('en') }).optional(),
    }),
    approval: ApprovalSettings.prefault({}),
    workingHours: WorkingHoursSettings.prefault({}),
    times: z
      .strictObject({
        /** How long an analyst is waited for who must complete the input. */
        inputDeadline: durationOr('14 days'),
        firstReminder: spanOr('1 working day'),
        escalation: spanOr('3 working days'),
        approvalDeadline: durationOr('30 days'),
        handOverReminder: spanOr('5 working days'),
        handOverEscalation: spanOr('15 working days'),
        handOverDeadline: durationOr('30 days'),
      })
      .prefault({}),
    /** Ticket systems that may start recoveries and get notes, by the name in the address: `/webhooks/<name>`. */
    tickets: TicketsSchema,
    webhook: WebhookSchema,
    /** Where the Temporal UI is, for links in mails: `http://localhost:8233`. */
    temporalUi: z.url().optional(),
    /** Where the folder `docs` of this project can be read, for links: `https://git.example.org/recovery/src/main/docs`. */
    docs: z
      .url({ protocol: /^https?$/ })
      .max(300)
      .optional(),
  })
  .refine((config) => config.defaultCloud in config.clouds, {
    error: 'defaultCloud names none of clouds',
    path: ['defaultCloud'],
  });

export type Config = z.output<typeof ConfigSchema>;
export type CloudSettings = z.output<typeof CloudSettings>;

/** Thrown when the configuration can't be used; the message lists every fault, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads `RECOVERY_CONFIG`, else `./recovery.config.yaml`. Relative file names in it are relative to it. */
export function loadConfig(file = process.env['RECOVERY_CONFIG'] ?? 'recovery.config.yaml'): Config {
  let yaml: string;
  try {
    yaml = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${file}: can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). Set RECOVERY_CONFIG to the configuration's path; recovery.config.example.yaml shows one.`,
    );
  }
  return parseConfig(yaml, file);
}

/** What the configuration may be written as, for editors and for looking up names. */
export const configJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(ConfigSchema, { io: 'input', unrepresentable: 'any' });

/** @param file - where `yaml` came from: for messages, and to resolve the relative file names in it. */
export function parseConfig(yaml: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  if (document.errors.length > 0)
    throw new ConfigError(document.errors.map((error) => syntaxFault(file, error)).join('\n'));
  const result = ConfigSchema.safeParse(document.toJS());
  if (!result.success)
    throw new ConfigError(
      faultLines({ file, document, lines, names: configJsonSchema() }, result.error.issues).join('\n'),
    );
  const here = (name: string): string => path.resolve(path.dirname(file), name);
  const { ssh, mail } = result.data;
  ssh.privateKeyFile = here(ssh.privateKeyFile);
  if (mail.smtp.passwordFile !== undefined) mail.smtp.passwordFile = here(mail.smtp.passwordFile);
  result.data.tickets = withFilesFrom(path.dirname(file), result.data.tickets);
  return result.data;
}

/** The parser's first line says what is wrong and where; the others show the text around it. */
function syntaxFault(file: string, { message, linePos }: Pick<YAMLParseError, 'message' | 'linePos'>): string {
  const [first = ''] = message.replace(/ at line \d+, column \d+:?/, '').split('\n');
  return `${file}:${linePos?.[0].line ?? 1}: not YAML: ${first.replace(/:$/, '')}`;
}
