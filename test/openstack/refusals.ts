/** The error of a call that must fail: a test that expects one can't pass on a success. */
import { OpenStackError } from '../../src/openstack/errors.ts';

export async function refusalOf(call: Promise<unknown>): Promise<OpenStackError> {
  const outcome: unknown = await call.then(
    (value) => value,
    (reason: unknown) => reason,
  );
  if (outcome instanceof OpenStackError) return outcome;
  throw new Error(`expected an OpenStackError, got ${JSON.stringify(outcome)}`, { cause: outcome });
}
