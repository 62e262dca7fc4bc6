/** What was checked and how it came out, printed as it happens. */
export class Checklist {
  #passed = 0;
  readonly failed: string[] = [];

  get passed(): number {
    return this.#passed;
  }

  /** @param seen - what was found instead, shown when it does not hold. */
  check(statement: string, holds: boolean, seen?: unknown): void {
    if (holds) {
      this.#passed += 1;
      console.log(`  ok   ${statement}`);
      return;
    }
    const found = seen === undefined ? '' : `; found ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`;
    this.failed.push(statement + found);
    console.log(`  FAIL ${statement}${found}`);
  }

  equal(statement: string, found: unknown, expected: unknown): void {
    const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
    this.check(statement, left === right, `${left}, expected ${right}`);
  }

  /** Every statement is checked in every run that gets so far: nothing is ever skipped. */
  get summary(): string {
    return `${this.#passed} passed, ${this.failed.length} failed, 0 skipped`;
  }
}
