/** src/workflows/side-by-side.ts with a mistake that is easily made: the branches begin in another order. */
export async function sideBySide(...branches: (() => Promise<unknown>)[]): Promise<unknown[]> {
  const running = branches.toReversed().map((branch) => branch());
  return (await Promise.all(running)).toReversed();
}
