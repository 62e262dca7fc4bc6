import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect, type Connection } from '../../src/openstack/connection.ts';
import { refusalOf } from './refusals.ts';
import { configFor, LOGIN, PASSWORD, startScriptedCloud, type Script, type ScriptedCloud } from './scripted-cloud.ts';

let cloud: ScriptedCloud;
let connection: Connection;
beforeEach(async () => {
  cloud = await startScriptedCloud();
  connection = connect(configFor(cloud));
});
afterEach(async () => {
  connection.close();
  await cloud.close();
});

/** A service that says nothing is waited for shortly; no other test shall fail on a slow machine. */
function impatient(): void {
  connection.close();
  connection = connect(configFor(cloud), { requestTimeoutMs: 500 });
}

/** All ways in which an error gets into a log, a mail or Temporal's history. */
function everythingAbout(what: unknown): string {
  const shown = [inspect(what, { depth: null, showHidden: true, getters: true }), JSON.stringify(what), String(what)];
  return [...shown, what instanceof Error ? `${what.stack ?? ''} ${inspect(what.cause)}` : ''].join('\n');
}
function expectNoSecret(what: unknown): void {
  expect(everythingAbout(what)).not.toContain(PASSWORD);
  expect(everythingAbout(what)).not.toContain('secret-token');
}
const REFUSED = { status: 401, body: { error: { message: 'The request you have made requires authentication.' } } };

describe('neither password nor token stands in the error', () => {
  it.each<[string, Script, string]>([
    ['refuses the password', REFUSED, 'unauthorized'],
    ['breaks', { status: 500, body: 'Internal Server Error' }, 'unknown-outcome'],
    ['hangs up', 'drop', 'unknown-outcome'],
    ['says nothing', 'hang', 'unknown-outcome'],
    ['says something else', { status: 201, body: { token: 'what?' } }, 'unexpected-answer'],
  ])('when Keystone %s', async (_, script, kind) => {
    cloud.answer('POST', LOGIN, script);
    if (script === 'hang') impatient();
    const refusal = await refusalOf(connection.identity());
    expect(refusal).toMatchObject({ kind, service: 'identity' });
    expectNoSecret(refusal);
  });

  it.each<[string, Script, string]>([
    ['refuses the token', REFUSED, 'unauthorized'],
    ['refuses the request', { status: 400, body: { badRequest: { message: 'Invalid input' } } }, 'bad-request'],
    ['breaks', { status: 500, body: { computeFault: { message: 'Unexpected API Error' } } }, 'unknown-outcome'],
    ['hangs up', 'drop', 'unknown-outcome'],
    ['says nothing', 'hang', 'unknown-outcome'],
    ['sends us elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'bad-request'],
    ['says something else', { body: { server: 4711 } }, 'unexpected-answer'],
  ])('when Nova %s', async (_, script, kind) => {
    cloud.answer('POST', '/v2.1/servers', script);
    if (script === 'hang') impatient();
    const shape = z.object({ server: z.object({ id: z.string() }) });
    const body = { server: { user_data: 'PRIVATE' } };
    const refusal = await refusalOf(connection.compute.parsed(shape, 'POST', '/servers', { body }));
    expect(refusal).toMatchObject({ kind, service: 'compute' });
    expectNoSecret(refusal);
    expect(everythingAbout(refusal)).not.toContain('PRIVATE');
  });

  it('when nobody listens', async () => {
    await connection.identity();
    await cloud.close();
    const refusal = await refusalOf(connection.compute.call('GET', '/servers'));
    expect(refusal).toMatchObject({ kind: 'unavailable', status: null });
    expectNoSecret(refusal);
  });
});

it('a connection shows neither, even after it has logged in', async () => {
  await connection.identity();
  expectNoSecret(connection);
});
