/** The ten steps as they happen: each is printed once when it is done, those under way are shown below. */
import { progressLines } from '../src/cli/progress.ts';
import { type RecoveryStatus, STEPS } from '../src/contract/recovery.ts';
import { green, red, say, WIDTH, write } from './screen.ts';

const DONE = '✓';
const UNDER_WAY = '▸';
const FAILED = '✗';

export class ShownSteps {
  readonly #printed = new Set<number>();
  /** Lines at the bottom of the terminal that the next look replaces. */
  #passing: string[] = [];

  show(status: RecoveryStatus): void {
    const lines = progressLines(status).slice(0, STEPS.length);
    const over = [...lines.entries()].filter(
      ([index, line]) => !this.#printed.has(index) && (line.startsWith(DONE) || line.startsWith(FAILED)),
    );
    const passing = process.stdout.isTTY ? lines.filter((line) => line.startsWith(UNDER_WAY)).map(cut) : [];
    if (over.length === 0 && passing.join('\n') === this.#passing.join('\n')) return;
    this.clear();
    for (const [index, line] of over) {
      this.#printed.add(index);
      say(painted(cut(line)));
    }
    if (passing.length > 0) say(...passing);
    this.#passing = passing;
  }

  /** Before anything else is printed. */
  clear(): void {
    if (this.#passing.length > 0) write(`\u001B[${this.#passing.length}A\u001B[J`);
    this.#passing = [];
  }
}

/** A line that the terminal breaks could not be taken back. The whole story is in the Temporal UI. */
function cut(line: string): string {
  const width = Math.min(WIDTH, process.stdout.isTTY ? process.stdout.columns : WIDTH) - 1;
  const characters = Array.from(line);
  return characters.length <= width ? line : `${characters.slice(0, width - 1).join('')}…`;
}

const painted = (line: string): string =>
  line.startsWith(DONE) ? `${green(DONE)}${line.slice(1)}` : `${red(FAILED)}${line.slice(1)}`;
