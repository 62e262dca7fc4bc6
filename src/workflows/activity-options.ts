/** Retry policies, named by what a second try means. */
import type { ActivityOptions } from '@temporalio/workflow';

/** The worker heartbeats every 2 s; one that was killed is noticed after this, and another takes over. */
const heartbeatTimeout = '10 seconds';

/**
 * Reading changes nothing. An hour outlives the outages that clouds have (a broker that restarts: 8–10 minutes), and
 * gives an operator time for the rest; then the recovery undoes what it did.
 */
export const READ: ActivityOptions = {
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '1 hour',
  heartbeatTimeout,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/** Every change looks before it acts, so it may be tried again like a read. */
export const CHANGE: ActivityOptions = { ...READ, startToCloseTimeout: '15 minutes' };

/** Waits that the cloud may need long for: a guest's boot, a copy of terabytes. */
export const WAIT: ActivityOptions = { ...READ, startToCloseTimeout: '7 hours', scheduleToCloseTimeout: '12 hours' };

/** The hand-over waits for it, and can do without: a worker that was killed in the middle is one more try. */
export const SURVEY: ActivityOptions = {
  startToCloseTimeout: '3 minutes',
  scheduleToCloseTimeout: '5 minutes',
  heartbeatTimeout,
  retry: { maximumAttempts: 2 },
};

/** Undoing must outlast a long outage: what isn't undone stays with the owner, and counts against the quota. */
export const UNDO: ActivityOptions = { ...CHANGE, scheduleToCloseTimeout: '6 hours' };

/** A mail that may have left is never sent again: one attempt, and a time-out means "outcome unknown". */
export const NOTIFY: ActivityOptions = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout,
  retry: { maximumAttempts: 1 },
};

/** A note is looked for before it is written, so it may be tried again; a ticket system may be down for a night. */
export const NOTE: ActivityOptions = { ...READ, startToCloseTimeout: '2 minutes', scheduleToCloseTimeout: '12 hours' };
