/** Every way in which a delivery may come, with what each ticket system must get for an answer, and how many recoveries start. */
import type { TicketSystem } from '../../src/config-tickets.ts';
import type { Answered } from './post.ts';
import { newSecret, type Signed } from './sender.ts';
import { VARIANTS } from './site.ts';

/** One ticket of one system, which has sent nothing yet. */
export interface Sender {
  system: TicketSystem;
  /** The fixture, about this ticket and without a server. */
  body: (changes?: Record<string, unknown>) => Record<string, unknown>;
  /** By an implementation that isn't ours. */
  signed: (body: unknown, changes?: { headers?: Record<string, string>; at?: Date; secret?: string }) => Signed;
  post: (delivery: Signed, cutAfter?: number) => Promise<Answered>;
  /** Until all that was taken has been handled. */
  handled: () => Promise<void>;
}

export interface Kind {
  name: string;
  /** Status, what the body says, recoveries started. */
  expected: string;
  /** Where a system's own way of sending makes it another one. */
  except?: Partial<Record<TicketSystem, string>>;
  /** @returns every answer that came. */
  send: (sender: Sender) => Promise<Answered[]>;
}

const TAKEN = '202 workflowId, 1';
const NOT_SIGNED = { zammad: TAKEN, jira: TAKEN, znuny: TAKEN };
const DAYS_AGO = 2 * 86_400_000;
const MEBIBYTE = 1024 * 1024;
const good = (sender: Sender): Signed => sender.signed(sender.body());

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Within the words, so that it is still JSON. */
const inTheWords = ({ body }: Signed): number => body.indexOf('Outgoing scans');

export const KINDS: readonly Kind[] = [
  { name: 'valid', expected: TAKEN, send: async (sender) => [await sender.post(good(sender))] },
  {
    name: 'not signed',
    expected: '401 not-signed, 0',
    send: async (sender) => {
      const { headers, body } = good(sender);
      const bare = Object.entries(headers).filter(([name]) => !/signature|authorization/.test(name));
      return [await sender.post({ headers: Object.fromEntries(bare), body })];
    },
  },
  {
    name: 'wrong signature',
    expected: '401 wrong-signature, 0',
    send: async (sender) => {
      const secret = newSecret(sender.system);
      return [await sender.post(sender.signed(sender.body(), { secret }))];
    },
  },
  {
    name: 'right signature, one byte flipped',
    expected: '401 wrong-signature, 0',
    except: { znuny: TAKEN },
    send: async (sender) => {
      const delivery = good(sender);
      return [await sender.post({ ...delivery, body: flipped(delivery.body, inTheWords(delivery)) })];
    },
  },
  {
    name: 'expired: signed two days ago',
    expected: '401 too-old, 0',
    except: NOT_SIGNED,
    send: async (sender) => [await sender.post(sender.signed(sender.body(), { at: new Date(Date.now() - DAYS_AGO) }))],
  },
  {
    name: 'replayed after it was handled',
    expected: TAKEN,
    send: async (sender) => {
      const delivery = good(sender);
      const first = await sender.post(delivery);
      await sender.handled();
      return [first, await sender.post(delivery)];
    },
  },
  {
    name: 'doubled 100 times at once',
    expected: TAKEN,
    send: (sender) => {
      const delivery = good(sender);
      return Promise.all(Array.from({ length: 100 }, () => sender.post(delivery)));
    },
  },
  {
    name: 'truncated on its way',
    expected: '401 wrong-signature, 0',
    except: { znuny: '400 not-json, 0' },
    send: async (sender) => {
      const { headers, body } = good(sender);
      return [await sender.post({ headers, body: body.subarray(0, body.length / 2) })];
    },
  },
  {
    name: 'truncated before it was signed',
    expected: '400 not-json, 0',
    send: async (sender) => {
      const { body } = good(sender);
      return [await sender.post(sender.signed(body.subarray(0, body.length / 2)))];
    },
  },
  {
    name: 'connection lost in the middle',
    expected: 'no answer, 0',
    send: async (sender) => [await sender.post(good(sender), 100)],
  },
  {
    name: '10 MiB',
    expected: '413 too-large, 0',
    send: async (sender) => [await sender.post(sender.signed(Buffer.alloc(10 * MEBIBYTE, ' ')))],
  },
  {
    name: 'JSON nested 100,000 deep',
    expected: '400 too-deep, 0',
    send: async (sender) => {
      const body = Buffer.from(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
      return [await sender.post(sender.signed(body))];
    },
  },
  {
    name: 'wrong content type',
    expected: '415 wrong-content-type, 0',
    send: async (sender) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return [await sender.post(sender.signed(sender.body(), { headers }))];
    },
  },
  {
    name: 'unknown event',
    expected: '200 ignored, 0',
    send: async (sender) => {
      // Zammad's deliveries name no event; one that starts nothing there is the closing.
      const { unknown, closed } = VARIANTS[sender.system];
      return [await sender.post(sender.signed(sender.body(sender.system === 'zammad' ? closed : unknown)))];
    },
  },
  {
    name: 'own event',
    expected: '200 ignored, 0',
    send: async (sender) => [await sender.post(sender.signed(sender.body(VARIANTS[sender.system].own)))],
  },
];
