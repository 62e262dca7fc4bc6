/** Notes on tickets of each system: written once, internal, and quoted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TICKET_APIS } from '../../src/tickets/open.ts';
import { markerOf, type TicketAccess, TicketError, type TicketApi } from '../../src/tickets/ticket-api.ts';
import { TRY_LOGIN } from '../../src/tickets/try-login.ts';
import {
  type ScriptedSystem,
  scriptedGlpi,
  scriptedJira,
  scriptedRequestTracker,
  scriptedZammad,
  scriptedZnuny,
  TICKET,
  TOKEN,
} from './scripted.ts';

const SYSTEMS: [name: string, api: string, start: () => Promise<ScriptedSystem>, access: Partial<TicketAccess>][] = [
  ['request-tracker', 'request-tracker', scriptedRequestTracker, {}],
  ['zammad', 'zammad', scriptedZammad, {}],
  ['glpi', 'glpi', scriptedGlpi, { appToken: 'app' }],
  ['znuny', 'znuny', scriptedZnuny, { user: 'recovery' }],
  ['jira cloud', 'jira', () => scriptedJira('3'), { user: 'recovery@example.org' }],
  ['jira data center', 'jira', () => scriptedJira('2'), {}],
];

const marker = markerOf('recovery-0a2ef1aa-1b2c3d4e', 'plan');
const HOSTILE = 'name <script>alert(1)</script> {noformat} *bold* [x|http://evil.example] & “quoted”';
const { signal } = new AbortController();

describe.each(SYSTEMS)('%s', (_name, api, start, access) => {
  let system: ScriptedSystem;
  const accessWith = (changes: Partial<TicketAccess> = {}): TicketAccess => ({
    ...{ url: `${system.url}/`, user: null, token: TOKEN, appToken: null, isPublic: false },
    ...access,
    ...changes,
  });
  const open = (changes: Partial<TicketAccess> = {}): TicketApi => {
    const known = TICKET_APIS[api];
    if (known === undefined) throw new Error(`no ${api}`);
    return known(accessWith(changes));
  };
  const note = { subject: 'Recovery: the plan', text: `The plan for ${HOSTILE}\nand a second line`, marker };
  beforeEach(async () => {
    system = await start();
  });
  afterEach(() => system.close());

  it('tells whether the account is taken, without a word on any ticket', async () => {
    const tryLogin = TRY_LOGIN[api];
    await expect(tryLogin?.(accessWith(), signal)).resolves.toBeUndefined();
    const refused = tryLogin?.(accessWith({ token: 'withdrawn' }), signal);
    await expect(refused).rejects.toSatisfy(
      (error) => error instanceof TicketError && [401, 403].includes(error.status ?? 0),
    );
    expect(system.notes).toEqual([]);
  });

  it('writes an internal note, and finds it again by its marker and no other', async () => {
    const tickets = open();
    expect(await tickets.has(TICKET, marker, signal)).toBe(false);
    await tickets.add(TICKET, note, signal);
    expect(await tickets.has(TICKET, marker, signal)).toBe(true);
    expect(await tickets.has(TICKET, markerOf('recovery-0a2ef1aa-1b2c3d4e', 'ended'), signal)).toBe(false);
    expect(system.notes).toMatchObject([{ internal: true }]);
    expect(system.notes[0]?.body).toContain('and a second line');
  });

  it('writes for the owner’s eyes only where that is configured', async () => {
    await open({ isPublic: true }).add(TICKET, note, signal);
    expect(system.notes).toMatchObject([{ internal: false }]);
  });

  it('finds a note whose answer was lost', async () => {
    system.loseNextAnswer();
    await expect(open().add(TICKET, note, signal)).rejects.toMatchObject({ name: 'TicketError', mayPass: true });
    expect(await open().has(TICKET, marker, signal)).toBe(true);
    expect(system.notes).toHaveLength(1);
  });

  it('finds a note behind hundreds of others', async () => {
    await open().add(TICKET, note, signal);
    const [first] = system.notes;
    if (first === undefined) throw new Error('no note');
    for (let count = 0; count < 250; count += 1)
      system.notes.unshift({ ...first, subject: 'Else', body: first.body.replace(marker, 'else') });
    expect(await open().has(TICKET, marker, signal)).toBe(true);
    expect(await open().has(TICKET, markerOf('recovery-1', 'plan'), signal)).toBe(false);
  });

  it('tells a refused token, which can be mended, without the token', async () => {
    const failed = await open({ token: 'old' })
      .has(TICKET, marker, signal)
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'TicketError', mayPass: true });
    expect(String(failed)).not.toContain('old');
  });

  it('gives up on a system that is not there in a way that may pass', async () => {
    await system.close();
    await expect(open().has(TICKET, marker, signal)).rejects.toMatchObject({ status: null, mayPass: true });
  });
});

const GONE = SYSTEMS.filter(([name]) => name !== 'znuny'); // which doesn't tell a missing ticket from a forbidden one
it.each(GONE)('%s: a ticket that is gone stays gone', async (_name, api, start, access) => {
  const system = await start();
  const tickets = TICKET_APIS[api]?.({
    url: system.url,
    user: null,
    token: TOKEN,
    appToken: null,
    isPublic: false,
    ...access,
  });
  const note = { subject: 's', text: 't', marker };
  const failed: unknown = await tickets
    ?.has('1', marker, signal)
    .then(() => tickets.add('1', note, signal))
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(TicketError);
  expect(failed).toMatchObject({ mayPass: false });
  await system.close();
});

it('shows in GLPI what others wrote as text, and in Jira as nothing that it renders', async () => {
  const [glpi, cloud, center] = [await scriptedGlpi(), await scriptedJira('3'), await scriptedJira('2')];
  const access = { token: TOKEN, appToken: 'app', isPublic: false };
  const note = { subject: 's', text: HOSTILE, marker };
  await TICKET_APIS['glpi']?.({ ...access, url: glpi.url, user: null }).add(TICKET, note, signal);
  await TICKET_APIS['jira']?.({ ...access, url: cloud.url, user: 'recovery@example.org' }).add(TICKET, note, signal);
  await TICKET_APIS['jira']?.({ ...access, url: center.url, user: null }).add(TICKET, note, signal);
  expect(glpi.notes[0]?.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(glpi.notes[0]?.body).not.toContain('<script');
  expect(JSON.parse(cloud.notes[0]?.body ?? '')).toMatchObject({
    content: [{ type: 'codeBlock', content: [{ type: 'text' }] }],
  });
  expect(center.notes[0]?.body.match(/\{noformat\}/g)).toHaveLength(2);
  await Promise.all([glpi.close(), cloud.close(), center.close()]);
});
