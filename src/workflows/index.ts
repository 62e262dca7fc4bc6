/** The one module that the bundler reads: every workflow of the worker. */
export { followTicket } from './follow-ticket.ts';
export { planServerRecovery } from './plan-server-recovery.ts';
export { recoverServerData } from './recover-server-data.ts';
