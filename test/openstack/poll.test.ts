import { describe, expect, it, vi, type Mock } from 'vitest';
import { pollUntil, PollTimeoutError } from '../../src/openstack/poll.ts';

const isAvailable = ({ status }: { status: string }): boolean => status === 'available';

/** Gives these one after the other, the last for ever. */
function readings(...statuses: string[]): Mock<() => Promise<{ status: string }>> {
  const read = vi.fn(() => Promise.resolve({ status: statuses.at(-1) ?? '' }));
  for (const status of statuses) read.mockResolvedValueOnce({ status });
  return read;
}

describe('waiting for a state', () => {
  const QUICK = { firstMs: 1, maxMs: 4, timeoutMs: 10_000 };

  it('ends with the first value that is as wanted', async () => {
    const read = readings('creating', 'creating', 'available');
    expect(await pollUntil(read, isAvailable, QUICK)).toEqual({ status: 'available' });
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('looks once even when there is no time', async () => {
    expect(await pollUntil(readings('available'), isAvailable, { timeoutMs: 0 })).toEqual({ status: 'available' });
  });

  it('gives up within its bound, with what was seen last', async () => {
    const read = readings('detaching');
    const outcome = pollUntil(read, isAvailable, { firstMs: 60_000, timeoutMs: 30_000 });
    await expect(outcome).rejects.toThrow(new PollTimeoutError(30_000, { status: 'detaching' }));
    await expect(outcome).rejects.toThrow('gave up after 30 s; last seen: "detaching"');
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('lets an error of the reading through', async () => {
    const read = (): Promise<never> => Promise.reject(new Error('HTTP 500'));
    await expect(pollUntil(read, () => true, QUICK)).rejects.toThrow('HTTP 500');
  });
});

describe('a caller that gives up', () => {
  it('is not read for any more, and is not waited for', async () => {
    const read = readings('creating');
    const caller = new AbortController();
    const outcome = pollUntil(read, isAvailable, { firstMs: 60_000, timeoutMs: 600_000, signal: caller.signal });
    await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(1));
    caller.abort();
    await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('beforehand is not even read for once', async () => {
    const read = readings('available');
    await expect(
      pollUntil(read, isAvailable, { timeoutMs: 1000, signal: AbortSignal.abort(new Error('cancelled')) }),
    ).rejects.toThrow('cancelled');
    expect(read).not.toHaveBeenCalled();
  });
});
