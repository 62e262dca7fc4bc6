/** How long the simulated cloud takes: as long as the recorded one, and as long again with the same seed. */
import { expect, it } from 'vitest';
import { Latencies, type Transition } from '../../../simulators/openstack/latencies.ts';
import { startOpenStackSimulator } from '../../../simulators/openstack/simulator.ts';
import { member } from './member.ts';

const drawn = (latencies: Latencies, transition: Transition, count = 50): number[] =>
  Array.from({ length: count }, () => latencies.seconds(transition));

it('stays within what was measured, and uses all of it', () => {
  const seconds = drawn(new Latencies(1), 'spawning → ACTIVE', 400);
  expect(Math.min(...seconds)).toBeGreaterThanOrEqual(2.9);
  expect(Math.max(...seconds)).toBeLessThanOrEqual(9.7);
  expect(seconds.some((each) => each < 3.4)).toBe(true);
  expect(seconds.some((each) => each > 7.9)).toBe(true);
});

it('what was measured once takes that long', () => {
  expect(drawn(new Latencies(1), 'detaching → in-use', 2)).toEqual([201.2, 201.2]);
});

it('is the same with the same seed, whatever else is drawn in between', () => {
  const alone = drawn(new Latencies(7), 'attaching → in-use');
  const busy = new Latencies(7);
  const amidst = alone.map(() => {
    busy.seconds('creating → available');
    return busy.seconds('attaching → in-use');
  });
  expect(amidst).toEqual(alone);
  expect(drawn(new Latencies(8), 'attaching → in-use')).not.toEqual(alone);
});

it('a request that was never recorded takes no time', () => {
  expect(new Latencies(1).requestSeconds('GET compute /never-heard-of')).toBe(0);
});

it('requests are as slow as recorded when that is wished, and at once otherwise', async () => {
  const elapsed = async (slowRequests: boolean): Promise<number> => {
    const simulator = await startOpenStackSimulator({ unitMs: 10_000, slowRequests });
    try {
      const ask = await member(simulator);
      const start = performance.now();
      await ask('GET', 'compute', '/servers/detail');
      return performance.now() - start;
    } finally {
      await simulator.close();
    }
  };
  expect(await elapsed(true)).toBeGreaterThan(10 * 80);
  expect(await elapsed(false)).toBeLessThan(10 * 80);
});
