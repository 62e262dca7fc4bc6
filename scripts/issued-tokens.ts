/** Every token that Keystone issues inside this process from now on, so that nobody has to guess how one looks. */
import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

/** @returns a list that grows. */
export function issuedTokens(): readonly string[] {
  const tokens: string[] = [];
  subscribe('http.server.response.finish', (message) => {
    const token = (message as { response: ServerResponse }).response.getHeader('x-subject-token');
    if (typeof token === 'string') tokens.push(token);
  });
  return tokens;
}
