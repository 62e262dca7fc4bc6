/** The systems that notes can be written to. */
import { glpi } from './glpi.ts';
import { jira } from './jira.ts';
import { requestTracker } from './request-tracker.ts';
import type { TicketAccess, TicketApi } from './ticket-api.ts';
import { zammad } from './zammad.ts';
import { znuny } from './znuny.ts';

export const TICKET_APIS: Readonly<Record<string, (access: TicketAccess) => TicketApi>> = {
  'request-tracker': requestTracker,
  zammad,
  glpi,
  znuny,
  jira,
};
