/** Around every activity: heartbeats, so that a killed worker is noticed in seconds, and failures cast in one place. */
import { type Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { toTemporalFailure } from './failures.ts';

const HEARTBEAT_EVERY_MS = 2000;

export const recoveryInterceptor = (context: Context): { inbound: ActivityInboundCallsInterceptor } => ({
  inbound: {
    async execute(
      input: ActivityExecuteInput,
      next: Next<ActivityInboundCallsInterceptor, 'execute'>,
    ): Promise<unknown> {
      const heart = setInterval(() => {
        context.heartbeat();
      }, HEARTBEAT_EVERY_MS);
      try {
        return await next(input);
      } catch (error) {
        throw toTemporalFailure(error, context.cancellationSignal.aborted);
      } finally {
        clearInterval(heart);
      }
    },
  },
});
