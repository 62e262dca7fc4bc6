/** The inspection's sentences in the language of the page: those of remarks that are known; the others stay English. */
import type { Collision, FilesystemReport, FstabReport, Layer, VolumeInspection } from '../contract/inspection.ts';
import type { Language } from '../contract/recovery-input.ts';
import type { RecoveryReport } from '../contract/recovery.ts';
import type { Remark, Told } from '../contract/remarks.ts';
import { wordsIn } from './plan-markdown.ts';
import { isKnown, tell } from './remarks.ts';
import { sentence } from './words/remarks.ts';

export function inLanguage(report: RecoveryReport, language: Language): RecoveryReport {
  return language === 'en' ? report : { ...report, volumes: report.volumes.map((each) => volumeIn(each, language)) };
}

/** Null where it stays as it is. */
const told = (remark: Remark | undefined, language: Language): Told | null =>
  remark === undefined || !isKnown(remark) ? null : tell(remark, language);

export function volumeIn(volume: VolumeInspection, language: Language): VolumeInspection {
  if (language === 'en') return volume;
  const { warnings, warningRemarks = [], layers } = volume;
  return {
    ...volume,
    layers: layers === null ? null : layerIn(layers, language),
    collisions: volume.collisions.map((collision) => collisionIn(collision, language)),
    filesystems: volume.filesystems.map((filesystem) => filesystemIn(filesystem, language)),
    operatingSystems: volume.operatingSystems.map(({ fstab, ...system }) => ({
      ...system,
      fstab: fstab.map((entry) => entryIn(entry, language)),
    })),
    warnings: warnings.map((warning, index) => {
      const words = told(warningRemarks[index], language);
      return words === null ? warning : sentence(words);
    }),
  };
}

const layerIn = (layer: Layer, language: Language): Layer => ({
  ...layer,
  verdicts: layer.verdicts.map((verdict) => ({ ...verdict, ...told(verdict.remark, language) })),
  missing: layer.missing.map((each) => nameIn(each, language)),
  children: layer.children.map((child) => layerIn(child, language)),
});

function collisionIn(collision: Collision, language: Language): Collision {
  const words = told(collision.remark, language);
  return words === null ? collision : { ...collision, handled: sentence(words) };
}

function entryIn(entry: FstabReport, language: Language): FstabReport {
  const words = told(entry.remark, language);
  return words === null ? entry : { ...entry, note: words.reason };
}

function filesystemIn({ mount, ...filesystem }: FilesystemReport, language: Language): FilesystemReport {
  const words = told(mount.remark, language);
  // Further in, it is a logical volume that somebody called so.
  const stack = filesystem.stack.map((each, index) => (each === 'opened' && index > 0 ? each : nameIn(each, language)));
  if (words === null) return { ...filesystem, stack, mount };
  return {
    ...filesystem,
    stack,
    mount: mount.status === 'mounted' ? { ...mount, note: words.reason } : { ...mount, ...words },
  };
}

/** What src/disk calls that which has no name of its own. */
function nameIn(name: string, language: Language): string {
  const { slot, others } = wordsIn(language).page.picture.names;
  const number = /^slot (\d{1,3})$/.exec(name)?.[1];
  if (number !== undefined) return slot(number);
  return Object.hasOwn(others, name) ? (others[name] ?? name) : name;
}
