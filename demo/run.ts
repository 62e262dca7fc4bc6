/**
 * `npm run demo`: two recoveries on this machine. Temporal with its UI, the worker, ssh and SMTP are real; the cloud and
 * its guests are simulated. `npm run demo -- --yes` asks nothing.
 */
import { parseArgs } from 'node:util';
import { Closing } from './closing.ts';
import { faultsOf, printEnding, printVerdict } from './ending.ts';
import { type Hand, keyboard, unattended } from './hand.ts';
import { bold, heading, hush, indented, red, say, sayWrapped } from './screen.ts';
import { makeFolder, removeFolder, setUp } from './stage.ts';
import { play, STORIES } from './story.ts';

/** People want to watch; --yes only wants to know. */
const UNIT_MS = { person: 150, nobody: 20 };
const EXIT = { done: 0, failed: 1, badInput: 2, SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const USAGE = `npm run demo            two recoveries, with your answers
npm run demo -- --yes   the same without asking`;

/** Ends the demo from wherever it is; the reason is the exit code. */
const leaving = new AbortController();
const closing = new Closing();
const ONE_PRESS_MS = 1000;
let leftAt = Infinity;

function readOptions(): { yes: boolean } {
  try {
    const { values } = parseArgs({ options: { yes: { type: 'boolean', default: false }, help: { type: 'boolean' } } });
    if (values.help === true) {
      say(USAGE);
      process.exit(EXIT.done);
    }
    if (!values.yes && !process.stdin.isTTY)
      throw new Error('There is no terminal to ask at. Without one, use: npm run demo -- --yes');
    return { yes: values.yes };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    process.exit(EXIT.badInput);
  }
}

/** The first ends in order; whoever asks again doesn't want to wait for the order. */
function leave(code: number): void {
  // One Ctrl-C may come several times: from the terminal, from npm and from tsx.
  if (Date.now() > leftAt + ONE_PRESS_MS) process.exit(code);
  leftAt = Math.min(leftAt, Date.now());
  leaving.abort(code);
}

const left = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    leaving.signal.addEventListener('abort', () => reject(new Error('left')));
  });

async function demo(yes: boolean, folder: string): Promise<number> {
  say(bold('Server data recovery: a demo on this machine'), '');
  sayWrapped(
    'Two servers of a cloud were compromised, shut off and locked. The demo recovers what is on their disks. The cloud and its guests are simulated; Temporal, its UI and the recovery worker are real.',
  );
  say('', 'Starting:');
  const stage = await setUp(folder, yes ? UNIT_MS.nobody : UNIT_MS.person, closing);
  const hand = yes ? unattended : await openKeyboard();
  const results = [];
  for (const story of STORIES) results.push(await play(stage, hand, story, leaving.signal));
  printEnding(stage);
  const faults = faultsOf(stage, results, yes ? ['recovered'] : ['recovered', 'rejected']);
  printVerdict(results, faults);
  if (yes) return faults.length === 0 ? EXIT.done : EXIT.failed;
  say('', `Everything stays up for you to look around, until ${bold('q')} or ${bold('Ctrl-C')}.`);
  return left();
}

const openKeyboard = (): Promise<Hand> =>
  closing.add(
    keyboard((why) => leave(why === 'quit' ? EXIT.done : EXIT.SIGINT)),
    (hand) => hand.close(),
  );

const { yes } = readOptions();
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => leave(EXIT[signal]));
const folder = makeFolder();
// After a failure the logs stay.
process.on('exit', (exitCode) => {
  if (exitCode !== EXIT.failed) removeFolder(folder);
});
let code: number;
try {
  code = await Promise.race([demo(yes, folder), left()]);
} catch (error) {
  code = leaving.signal.aborted ? Number(leaving.signal.reason) : EXIT.failed;
  if (!leaving.signal.aborted) say('', red('The demo failed.'), error instanceof Error ? error.message : String(error));
}
if (leaving.signal.aborted) {
  say('', 'Stopping …');
  hush();
}
await closing.run();
if (code === EXIT.failed) {
  heading('What the processes said');
  say(indented(`${folder}/worker.log`), indented(`${folder}/temporal.log`));
}
process.exit(code);
