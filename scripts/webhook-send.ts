/**
 * `npm run webhook:send -- --source <name> --fixture <file>`: a delivery to the webhook service, signed as the ticket
 * system would, with the secret of the configuration.
 */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Webhook } from 'standardwebhooks';
import type { TicketSystem } from '../src/config-tickets.ts';
import { loadConfig } from '../src/config.ts';

const USAGE = `npm run webhook:send -- --source <name> --fixture <file> [--set path=value]… [--times n] [--url address]`;

type Headers = Record<string, string>;
type Sign = (secret: string, body: string, headers: Headers) => Headers;

const hex = (algorithm: string, secret: string, text: string): string =>
  createHmac(algorithm, secret).update(text).digest('hex');

const standard: Sign = (secret, body, headers) => {
  const now = new Date();
  const id = headers['webhook-id'] ?? 'msg_test';
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
};

const SIGN: Readonly<Record<TicketSystem, Sign>> = {
  'standard-webhooks': standard,
  'request-tracker': standard,
  zammad: (secret, body) => ({ 'x-hub-signature': `sha1=${hex('sha1', secret, body)}` }),
  jira: (secret, body) => ({ 'x-hub-signature': `sha256=${hex('sha256', secret, body)}` }),
  glpi(secret, body) {
    const time = String(Math.floor(Date.now() / 1000));
    return { 'x-glpi-timestamp': time, 'x-glpi-signature': hex('sha256', secret, body + time) };
  },
  znuny: (secret) => ({ authorization: `Basic ${Buffer.from(`recovery:${secret}`).toString('base64')}` }),
};

/** `ticket.server_id=…`: JSON where it is JSON, else a text. */
function change(body: unknown, assignment: string): void {
  const [, path = '', text = ''] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  const names = path.split('.');
  const last = names.pop() ?? '';
  const parent = names.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], body);
  if (typeof parent !== 'object' || parent === null || last === '')
    throw new Error(`--set ${assignment}: the fixture has no such place`);
  (parent as Record<string, unknown>)[last] = valueOf(text);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      source: { type: 'string' },
      fixture: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      times: { type: 'string', default: '1' },
      url: { type: 'string' },
    },
  });
  const { source, fixture } = values;
  if (source === undefined || fixture === undefined) throw new Error(USAGE);
  const { tickets, webhook } = loadConfig();
  const settings = tickets[source];
  if (settings === undefined)
    throw new Error(`tickets has no ${source}; it has: ${Object.keys(tickets).join(', ') || 'none'}`);
  const { headers, body } = JSON.parse(readFileSync(fixture, 'utf8')) as { headers: Headers; body: unknown };
  for (const assignment of values.set) change(body, assignment);
  const raw = JSON.stringify(body);
  const secret = readFileSync(settings.secretFiles[0] ?? '', 'utf8').trim();
  const base = values.url ?? `http://${webhook.host}:${String(webhook.port)}`;
  for (let time = 0; time < Number(values.times); time += 1) {
    const signed = { ...headers, ...SIGN[settings.system](secret, raw, headers) };
    const answer = await fetch(`${base}/webhooks/${source}`, { method: 'POST', headers: signed, body: raw });
    console.log(`${String(answer.status)} ${await answer.text()}`);
    if (!answer.ok) process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
