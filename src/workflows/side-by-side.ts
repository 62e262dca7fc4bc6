/** Runs branches side by side; when one fails, the others are stopped and waited for before anything is undone. */
import { CancellationScope } from '@temporalio/workflow';

/**
 * `Promise.all` would go on to the undo list while a sibling still creates something that nobody would find.
 *
 * @throws the first branch's failure, after every branch has ended.
 */
export async function sideBySide<T extends readonly (() => Promise<unknown>)[]>(
  ...branches: T
): Promise<{ -readonly [K in keyof T]: Awaited<ReturnType<T[K]>> }> {
  return CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const first: { failure?: unknown } = {};
    const running = branches.map(async (branch) => {
      try {
        return await branch();
      } catch (error) {
        if (!('failure' in first)) {
          first.failure = error;
          scope.cancel();
        }
        throw error;
      }
    });
    const ended = await Promise.allSettled(running);
    if ('failure' in first) throw first.failure;
    return ended.map((each) => (each.status === 'fulfilled' ? each.value : undefined)) as never;
  });
}
