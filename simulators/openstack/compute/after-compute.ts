/** Answers for which the API first asks nova-compute, and waits. */
import { messagingTimeout } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Answer } from '../simulator.ts';

/**
 * At once; or when nova-compute is back; or 500 after 60 s of silence (recorded 78).
 *
 * @param late - what nova-compute does with the question when it comes back after that.
 */
export function afterCompute(
  { services }: SimulatedCloud,
  answer: () => Answer,
  late: () => void = () => undefined,
): Answer | Promise<Answer> {
  if (services.isUp(['nova-compute'])) return answer();
  const told = new Promise<void>((resolve, reject) => {
    services.ask('nova-compute', { answered: resolve, timedOut: () => reject(messagingTimeout()), late });
  });
  return told.then(answer);
}
