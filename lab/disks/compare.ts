/** The same disks through the product and through virt-inspector: who finds what, who is right, and how long each takes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../lab-error.ts';
import { PROJECT_ROOT } from '../lab.ts';
import type { BuiltDisk } from './built-disks.ts';
import { compared } from './comparison.ts';
import { type ComparedDisk, comparisonPage, notJudged } from './comparison-page.ts';
import { judgedOf } from './expectation.ts';
import { lastInspection } from './inspected-disks.ts';
import type { DiskRecipe } from './recipes.ts';
import { virtInspector } from './virt-inspector.ts';

export const COMPARISON_PAGE = path.join(PROJECT_ROOT, 'docs', 'reference', 'inspection-and-virt-inspector.md');

/** @returns of how many disks every difference is judged. */
export async function compareAll(
  recipes: readonly DiskRecipe[],
  built: ReadonlyMap<string, BuiltDisk[]>,
  page: string,
): Promise<number> {
  install();
  const disks: ComparedDisk[] = [];
  for (const recipe of recipes) {
    const images = built.get(recipe.name);
    if (images === undefined) continue;
    const disk = await compareOne(recipe, images).catch((error: unknown) => {
      if (!(error instanceof LabError)) throw error;
      console.log(`FAILED ${recipe.name}: ${error.message}`);
      return null;
    });
    if (disk === null) continue;
    const open = notJudged(disk);
    console.log(
      `${open.length === 0 ? 'ok    ' : 'FAILED'} ${recipe.name} (${disk.theirs.seconds.toFixed(0)} s)${open.length === 0 ? '' : `: nobody has judged ${open.join(', ')}`}`,
    );
    disks.push(disk);
  }
  writeFileSync(page, comparisonPage(disks, version()));
  return disks.filter((disk) => notJudged(disk).length === 0).length;
}

async function compareOne(recipe: DiskRecipe, images: readonly BuiltDisk[]): Promise<ComparedDisk> {
  // First: it takes long, and is kept.
  const theirs = await virtInspector(images.slice(0, recipe.attached), recipe.sectorBytes);
  const ours = lastInspection(images);
  if (ours === null) throw new LabError('`npm run disks -- inspect` it first');
  return {
    name: recipe.name,
    fields: compared(ours.inspections, theirs),
    judged: judgedOf(recipe.name),
    ourSeconds: ours.seconds,
    theirs,
  };
}

const version = (): string =>
  execFileSync('virt-inspector', ['--version'], { encoding: 'utf8' }).trim().split(' ').at(-1) ?? '';

function install(): void {
  const script = path.join(import.meta.dirname, 'install-tools');
  const { status } = spawnSync(script, ['libguestfs-tools'], { stdio: 'inherit' });
  if (status !== 0) throw new LabError('virt-inspector could not be installed; the last lines are above.');
}
