/** Bad days of a cloud, as plain data: faults in any combination, to be drawn by a property test and told in its title. */
import fc from 'fast-check';
import type { Fault, FaultAnswer, Hits } from '../../simulators/openstack/faults.ts';
import type { Operation } from '../../simulators/openstack/operations.ts';
import type { ServiceName } from '../../simulators/openstack/services.ts';
import type { Phase } from '../../src/contract/recovery.ts';

export interface BadDay {
  /** Which of the seeded servers: two data volumes, or one that it boots from. */
  server: 'data' | 'boots-from-volume';
  strategy: 'detach' | 'clone';
  returnVolumes: boolean;
  /** Of the simulator's chance. */
  seed: number;
  faults: Fault[];
  attachFails: number;
  detachRollsBack: number;
  noValidHost: boolean;
  /** Less than the minute after which an attach would leave a ghost, which only an operator can remove. */
  hangs: { service: ServiceName; from: Phase; seconds: number } | null;
  tokensExpireAt: Phase | null;
}

/** Every call with which a recovery changes something: a lost answer to one of these is the worst. */
const CHANGES: readonly Operation[] = [
  'compute.servers.create',
  'compute.servers.delete',
  'compute.servers.action',
  'compute.volume-attachments.create',
  'compute.volume-attachments.delete',
  'compute.keypairs.create',
  'compute.keypairs.delete',
  'block-storage.volumes.create',
  'block-storage.volumes.delete',
  'block-storage.snapshots.create',
  'block-storage.snapshots.delete',
  'network.security-groups.create',
  'network.security-groups.delete',
  'network.security-group-rules.create',
  'network.security-group-rules.delete',
];
/** And with which it looks, but for what only `floating` needs. */
const LOOKS: readonly Operation[] = [
  'identity.tokens.create',
  'compute.versions.get',
  'compute.servers.list',
  'compute.servers.get',
  'compute.volume-attachments.list',
  'compute.keypairs.get',
  'block-storage.volumes.list',
  'block-storage.volumes.get',
  'block-storage.snapshots.list',
  'block-storage.snapshots.get',
  'image.images.list',
  'network.security-groups.list',
];
const operation = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...CHANGES) },
  { weight: 1, arbitrary: fc.constantFrom(...LOOKS) },
);

/** Tried again sooner or later. */
const broken = fc.constantFrom<Exclude<FaultAnswer, 'truncated'>>(
  'reset',
  { proxyPage: 502 },
  { proxyPage: 503 },
  { proxyPage: 504 },
  { status: 429, headers: { 'retry-after': '0' } },
  { status: 500, body: { computeFault: { code: 500, message: 'Unexpected API Error.' } } },
  { status: 503 },
);
const passing: fc.Arbitrary<Exclude<FaultAnswer, 'truncated'>> = fc.oneof(
  { weight: 3, arbitrary: broken },
  { weight: 1, arbitrary: fc.record({ slowMs: fc.integer({ min: 1, max: 300 }) }) },
);
/** Not tried again: the recovery ends there, and undoes what it did. */
const final = fc.constant({ status: 403, body: { forbidden: { code: 403, message: 'Policy does not allow it' } } });

/** A recovery asks for most things once or twice. */
const hits: fc.Arbitrary<Hits> = fc.oneof(
  fc.record({ first: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ nth: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ chance: fc.constantFrom(0.1, 0.3) }),
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ on: operation, hits, answer: passing }) },
  {
    weight: 6,
    arbitrary: fc.record({
      on: fc.constantFrom(...CHANGES),
      hits,
      when: fc.constant('after-effect' as const),
      answer: fc.oneof({ weight: 3, arbitrary: broken }, { weight: 1, arbitrary: fc.constant('truncated' as const) }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      on: operation,
      hits: fc.record({ nth: fc.integer({ min: 1, max: 4 }) }),
      answer: final,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      on: fc.constantFrom({ method: 'POST', service: 'compute' } as const, { service: 'block-storage' } as const),
      hits: fc.constant({ chance: 0.1 }),
      answer: passing,
    }),
  },
);

const PHASES: Phase[] = ['preserving', 'moving', 'inspecting', 'handed-over', 'cleaning-up'];
const phase = fc.constantFrom(...PHASES);
/** Mostly not: a day on which everything goes wrong ends too early to tell much. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 2, nil: null });

export const badDay: fc.Arbitrary<BadDay> = fc.record({
  server: fc.constantFrom('data' as const, 'boots-from-volume' as const),
  strategy: fc.constantFrom('detach' as const, 'clone' as const),
  returnVolumes: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  faults: fc.array(fault, { minLength: 3, maxLength: 8 }),
  attachFails: fc.constantFrom(0, 0, 0, 1, 2),
  detachRollsBack: fc.constantFrom(0, 0, 0, 1, 2),
  noValidHost: fc.constantFrom(...Array<boolean>(9).fill(false), true),
  hangs: rarely(
    fc.record({
      service: fc.constantFrom('nova-compute' as const, 'cinder-volume' as const),
      from: phase,
      seconds: fc.integer({ min: 5, max: 50 }),
    }),
  ),
  tokensExpireAt: rarely(phase),
});
