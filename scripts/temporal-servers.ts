/** The two Temporal servers of development and tests, found or made. */
import { ensureDevServer, searchAttributeFlags } from './temporal/dev-server.ts';
import { ensureTimeSkippingServer } from './temporal/time-skipping-server.ts';

export { ensureDevServer, ensureTimeSkippingServer, searchAttributeFlags };
