/** The disks: lab/disks/recipes, a small shell script each, and beside it what an inspection must find on them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { LabError } from '../lab-error.ts';

const FOLDER = path.join(import.meta.dirname, 'recipes');
/** Words that recipes share: shell functions, read before each of them. */
const WORDS = path.join(import.meta.dirname, 'recipe-words.sh');

interface RecipeDisk {
  /** Made from the recipe's name: the same disk has the same id each time that it is built. */
  volumeId: string;
  sizeMib: number;
}

export interface DiskRecipe {
  name: string;
  /** Run by `bash -eu` as root; `$DISK`, `$DISK2`, … are its disks. */
  script: string;
  /** Those that are attached for an inspection, in this order. */
  disks: readonly RecipeDisk[];
  /** The first starts as a copy of the guests' own system image instead of empty. */
  fromImage: boolean;
  /** Bytes that the disks say a sector has. */
  sectorBytes: 512 | 4096;
  /** How many of the disks an inspection gets: the others are those that the owner no longer has. */
  attached: number;
}

export const recipeNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sh'))
    .map((file) => file.slice(0, -'.sh'.length))
    .toSorted();

export const expectationFile = (name: string): string => path.join(FOLDER, `${name}.yaml`);

/** @param wanted - names of recipes; none means all of them. */
export function recipesNamed(wanted: readonly string[]): DiskRecipe[] {
  const known = recipeNames();
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new LabError(`No recipe ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  return (wanted.length === 0 ? known : wanted).map(recipeOf);
}

/**
 * Comments at the head of a script say what it needs: `# disks: 300 300` (MiB each; one of 1024 when left out),
 * `# from: image`, `# sector: 4096`, `# attached: 1`.
 */
function recipeOf(name: string): DiskRecipe {
  const own = readFileSync(path.join(FOLDER, `${name}.sh`), 'utf8');
  const said = (what: string): string | undefined => new RegExp(`^# ${what}: (.*)$`, 'm').exec(own)?.[1];
  const sizes = (said('disks') ?? '1024').split(' ').map(Number);
  return {
    name,
    script: readFileSync(WORDS, 'utf8') + own,
    disks: sizes.map((sizeMib, index) => ({ volumeId: volumeIdOf(`${name}/${index}`), sizeMib })),
    fromImage: said('from') === 'image',
    sectorBytes: said('sector') === '4096' ? 4096 : 512,
    attached: Number(said('attached') ?? sizes.length),
  };
}

function volumeIdOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
