/** Opens ticket systems by the names of `recovery.config.yaml`, with the secrets that its files hold. */
import { readFileSync } from 'node:fs';
import type { ActivityDependencies } from './activities/dependencies.ts';
import type { Config } from './config.ts';
import { TICKET_APIS } from './tickets/open.ts';

export function openTicketSystems({ tickets }: Config): Pick<ActivityDependencies, 'openTicketSystem'> {
  const secret = (file: string): string => readFileSync(file, 'utf8').trim();
  const open = new Map(
    Object.entries(tickets).flatMap(([name, { system, notes }]) => {
      const api = TICKET_APIS[system];
      if (api === undefined || notes === undefined) return [];
      const { url, user = null, tokenFile, appTokenFile, visibility, language } = notes;
      const access = {
        url,
        user,
        token: secret(tokenFile),
        appToken: appTokenFile === undefined ? null : secret(appTokenFile),
        isPublic: visibility === 'public',
      };
      return [[name, { api: api(access), language }] as const];
    }),
  );
  return { openTicketSystem: (name) => open.get(name) ?? null };
}
