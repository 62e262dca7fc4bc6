import { expect, it } from 'vitest';
import { recoveryIdOf } from '../../src/contract/identifiers.ts';

const SERVER = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';

it('two recoveries of one server, started within a second, have different names', () => {
  // Two run ids as Temporal's server gives them: version 7, so they begin with the same time.
  const [first, second] = ['01a20a98-ed28-70e7-b832-b33cc7f5d1f4', '01a20a98-ed9c-7b11-8a0e-6f2d8c41e07a'];
  expect(recoveryIdOf(SERVER, first)).toBe('recovery-0a2ef1aa-c7f5d1f4');
  expect(recoveryIdOf(SERVER, second)).not.toBe(recoveryIdOf(SERVER, first));
});
