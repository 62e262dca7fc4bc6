/** The ticket systems that are understood, by the name that the configuration has for them. */
import type { TicketSystem } from '../config-tickets.ts';
import type { Adapter } from './adapter.ts';
import { glpi } from './adapters/glpi.ts';
import { jira } from './adapters/jira.ts';
import { requestTracker } from './adapters/request-tracker.ts';
import { standardWebhooks } from './adapters/standard-webhooks.ts';
import { zammad } from './adapters/zammad.ts';
import { znuny } from './adapters/znuny.ts';

export const ADAPTERS: Readonly<Record<TicketSystem, Adapter>> = {
  'standard-webhooks': standardWebhooks,
  'request-tracker': requestTracker,
  zammad,
  glpi,
  znuny,
  jira,
};
