/** `npm run bench -- webhook`: how much one webhook process takes, and what an outage of Temporal loses. */
import { benchWebhook } from './bench/webhook.ts';

const BENCHES: ReadonlyMap<string, () => Promise<boolean>> = new Map([['webhook', benchWebhook]]);

const [name = ''] = process.argv.slice(2);
const bench = BENCHES.get(name);
if (bench === undefined) {
  process.stderr.write(`npm run bench -- ${[...BENCHES.keys()].join(' | ')}\n`);
  process.exitCode = 2;
} else if (!(await bench())) process.exitCode = 1;
