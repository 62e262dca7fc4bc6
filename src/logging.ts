/** The process's logger: JSON lines on stderr, so that stdout stays for results. */
import { pino } from 'pino';

export const logger = pino(
  { name: 'server-data-recovery', level: process.env['LOG_LEVEL'] ?? 'info' },
  pino.destination(2),
);
