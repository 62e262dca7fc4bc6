/** `npm run disks -- …`: disks made by recipes with the real tools, inspected by the product in a real guest under QEMU. */
import { Command, Option } from 'commander';
import { keepAbout } from './about-release.ts';
import { LabError } from '../lab-error.ts';
import { buildDisks } from './built-disks.ts';
import { compareAll, COMPARISON_PAGE } from './compare.ts';
import { differences, expectationOf, findingsOf, surveyed } from './expectation.ts';
import { assertUnchanged, hashesOf, inspect, type Inspected, openReader } from './inspected-disks.ts';
import { RECORDINGS } from './places.ts';
import { recipeNames, recipesNamed } from './recipes.ts';
import { aboutGuest, record } from './recording.ts';
import { type Release, RELEASES, USUAL } from './recovery-systems.ts';
import { compareReleases, RELEASES_PAGE, TELLING } from './releases.ts';

interface Options {
  /** Recipes by name; all when empty. */
  only: string[];
  /** Leave the guests running for the next time: it saves their boot. */
  keep: boolean;
  show: boolean;
  /** Release of the recovery server. */
  image?: Release;
  folder?: string;
}

const program = new Command('disks').description('Disks made with the real tools, inspected in a real guest');

const names = (text: string): string[] => text.split(',').filter((name) => name !== '');
const command = (name: string, what: string): Command =>
  program
    .command(name)
    .description(what)
    .option('--only <names>', 'recipes, separated by commas; all when left out', names, [])
    .option('--keep', 'leave the guests running for the next time', false);

program
  .command('list')
  .description('the recipes')
  .action(() => console.log(recipeNames().join('\n')));

command('build', 'make the disks that are missing').action(async ({ only, keep }: Options) => {
  const recipes = recipesNamed(only);
  const built = await buildDisks(recipes, keep);
  summary(built.size, recipes.length - built.size);
});

command('inspect', 'inspect each, compare with what its recipe says must be found, and its SHA-256 before and after')
  .option('--show', 'print the inspections as JSON', false)
  .addOption(new Option('--image <release>', 'the recovery server').choices(RELEASES).default(USUAL))
  .action((options: Options) => inspectAll(options, null));

command('releases', 'a page that says what recovery servers of other releases tell differently')
  .option('--page <file>', 'where the page goes', RELEASES_PAGE)
  .action(async ({ only, keep, page }: Options & { page: string }) => {
    const recipes = recipesNamed(only.length === 0 ? TELLING : only);
    const explained = compareReleases(recipes, await buildDisks(recipes, keep), page);
    summary(explained, recipes.length - explained);
  });

command('record', 'inspect each and keep the answers for the tests')
  .option('--folder <folder>', 'where the recordings go', RECORDINGS)
  .action((options: Options & { folder: string }) => inspectAll(options, options.folder));

command('compare', 'each through virt-inspector too, and a page that says who is right where the two differ')
  .option('--page <file>', 'where the page goes', COMPARISON_PAGE)
  .action(async ({ only, keep, page }: Options & { page: string }) => {
    const recipes = recipesNamed(only);
    const built = await buildDisks(recipes, keep);
    const judged = await compareAll(recipes, built, page);
    summary(judged, recipes.length - judged);
  });

async function inspectAll({ only, keep, show, image = USUAL }: Options, folder: string | null): Promise<void> {
  const recipes = recipesNamed(only);
  const built = await buildDisks(recipes, keep);
  const reader = await openReader(image);
  let passed = 0;
  try {
    const about = await aboutGuest(reader.session);
    keepAbout(image, about);
    const waiting = recipes.flatMap((recipe) => {
      const disks = built.get(recipe.name);
      return disks === undefined ? [] : [{ recipe, disks }];
    });
    // Disks are hashed while the guest reads another one: that takes as long again.
    let before = hashesOf(waiting[0]?.disks ?? []);
    let last: Promise<unknown> = Promise.resolve();
    for (const [index, { recipe, disks }] of waiting.entries()) {
      const hashes = await before;
      before = hashesOf(waiting[index + 1]?.disks ?? []);
      const inspected = await inspect(reader, recipe, disks, image).catch(tell(recipe.name));
      await last;
      if (inspected === null) continue;
      if (show) console.log(JSON.stringify(inspected.inspections, null, 1));
      last = assertUnchanged(disks, hashes).then(() => {
        if (folder !== null) record(folder, recipe.name, about, inspected);
        if (judge(recipe.name, image, inspected, hashes)) passed += 1;
      }, tell(recipe.name));
    }
    await last;
  } finally {
    await reader.leave(keep);
  }
  summary(passed, recipes.length - passed);
}

const tell =
  (name: string) =>
  (error: unknown): null => {
    console.log(`FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  };

function judge(
  name: string,
  release: Release,
  { inspections, survey, seconds }: Inspected,
  sha256: readonly string[],
): boolean {
  const expected = expectationOf(name, release);
  const told = surveyed(survey);
  const untold = expected.survey.filter((line) => !told.includes(line));
  const wrong = [...differences(expected, findingsOf(inspections)), ...untold.map((line) => `- ${line}`)];
  const verdict = wrong.length === 0 ? 'ok    ' : 'FAILED';
  const same = sha256.map((hash) => `SHA-256 ${hash} before and after`);
  console.log([`${verdict} ${name} (${seconds.toFixed(1)} s)`, ...same, ...wrong].join('\n         '));
  return wrong.length === 0;
}

function summary(passed: number, failed: number): void {
  console.log(`${passed} passed, ${failed} failed, 0 skipped`);
  if (failed > 0) process.exitCode = 1;
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
