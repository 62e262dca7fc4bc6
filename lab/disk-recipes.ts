/** The disks that can be recorded: lab/disks, a small script each, run as root in a real guest with `$DISK` its disk. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LabError } from './lab-error.ts';

const FOLDER = path.join(import.meta.dirname, 'disks');

export interface DiskRecipe {
  name: string;
  /** Run by `bash -eu`. */
  script: string;
  /** It starts from the system image of the lab's guests instead of an empty volume: a first line `# from: image`. */
  fromImage: boolean;
}

export const recipeNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sh'))
    .map((file) => file.slice(0, -'.sh'.length))
    .toSorted();

/** @param wanted - names of recipes, or `all`. */
export function recipesNamed(wanted: readonly string[]): DiskRecipe[] {
  const known = recipeNames();
  const names = wanted.includes('all') ? known : wanted;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new LabError(`No recipe ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  return names.map((name) => {
    const script = readFileSync(path.join(FOLDER, `${name}.sh`), 'utf8');
    return { name, script, fromImage: script.startsWith('# from: image\n') };
  });
}
