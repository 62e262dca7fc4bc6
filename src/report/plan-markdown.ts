/** The plan that people approve, as a page. */
import type { RecoveryPlan, SecondsRange, VolumePlan } from '../contract/recovery.ts';
import type { Language } from '../contract/recovery-input.ts';
import { planRemarks } from './plan-remarks.ts';
import { formatGib, formatSeconds, formatSize } from './format.ts';
import { markdownStyle, type TextStyle } from './style.ts';
import { en } from './words/en.ts';
import { fr } from './words/fr.ts';
import type { PlanWords, Words } from './words/types.ts';

export const wordsIn = (language: Language): Words => (language === 'fr' ? fr : en);

const COLON = { en: ':', fr: ' :' } as const satisfies Record<Language, string>;

/** A paragraph, or a list under its heading. */
export type PlanPart = string | { heading: string; items: readonly string[] };

/** The empty line is what Markdown wants before a list. */
const asMarkdown = (part: PlanPart): string =>
  typeof part === 'string' ? part : [part.heading, '', ...part.items.map((item) => `- ${item}`)].join('\n');

/** The plan as Markdown, for a ticket or a page. Every volume and remark is there, each bounded in length. */
export function planMarkdown(plan: RecoveryPlan, language: Language): string {
  const words = wordsIn(language).plan;
  const title = markdownStyle.title(words.title(markdownStyle.text(plan.server.name, 100)));
  return `${[title, ...planParts(plan, language, markdownStyle).map(asMarkdown)].join('\n\n')}\n`;
}

/** The plan without its title, in the style of the page or mail that it goes into. */
export function planParts(plan: RecoveryPlan, language: Language, style: TextStyle): PlanPart[] {
  const words = wordsIn(language).plan;
  const { recoveryServer } = plan;
  const colon = COLON[language];
  const remarks = planRemarks(plan, language)
    .slice(0, 20)
    .map((remark) => style.text(remark, 500));
  return [
    serverLines(plan, words, style).join(' '),
    words.volumes(plan.volumes.length) + colon,
    ...plan.volumes.map((volume) => volumePart(volume, language, style)),
    style.strong(plan.needsUnlock ? words.unlock.needed : words.unlock.notNeeded),
    ...(plan.deletesServer ? [style.strong(words.deletion)] : []),
    [
      words.recoveryServer(
        style.text(recoveryServer.image.name, 100),
        style.text(recoveryServer.flavor.name, 100),
        style.text(recoveryServer.network.name, 100),
      ),
      ...(recoveryServer.rootVolumeGib === null
        ? []
        : [words.rootVolume(formatGib(recoveryServer.rootVolumeGib, language))]),
      ...(recoveryServer.sameImageAsCompromised ? [words.sameImage] : []),
    ].join(' '),
    quotaLine(plan, language),
    estimatePart(plan, language),
    words.estimate.basis,
    ...(remarks.length === 0 ? [] : [{ heading: words.remarks + colon, items: remarks }]),
    words.digest(style.code(plan.digest, 64)),
  ];
}

function serverLines(plan: RecoveryPlan, words: PlanWords, style: TextStyle): string[] {
  const { server } = plan;
  return [
    words.server(style.code(server.id, 64), style.text(plan.cloud, 64), style.code(server.projectId, 64)),
    words.state(style.text(server.status, 40)),
    lockedLine(server, words),
    ...(server.lockedReason === null ? [] : [words.lockedReason(style.text(server.lockedReason, 300))]),
  ];
}

function lockedLine(server: RecoveryPlan['server'], words: PlanWords): string {
  if (!server.locked) return words.locked.no;
  if (server.lockedBySysadmin === null) return words.locked.unknown;
  return server.lockedBySysadmin ? words.locked.bySysadmin : words.locked.byProject;
}

/** A volume: what becomes of it, why, and how that is undone. */
function volumePart(volume: VolumePlan, language: Language, style: TextStyle): PlanPart {
  const words = wordsIn(language).plan;
  const name = style.strong(style.text(volume.name, 100));
  const id = volume.volumeId === null ? words.ownDisk : style.code(volume.volumeId, 64);
  const head = `${name} (${formatGib(volume.sizeGib, language)}, ${words.role[volume.role]}, ${id})`;
  const line = (label: keyof PlanWords['labels'], text: string): string =>
    `${words.labels[label]}${COLON[language]} ${text}.`;
  const made = volume.makes.map((thing) => words.makes[thing]);
  const noSnapshot = volume.snapshot || volume.strategy === 'image' ? [] : [words.noSnapshot];
  return {
    heading: `${head}${COLON[language]} ${words.way[volume.strategy]}.`,
    items: [
      line('why', words.reason[volume.reason]),
      line('makes', [...noSnapshot, ...made].join('; ')),
      line('changes', volume.changes.map((change) => words.changes[change]).join('; ') || words.nothing),
      line('undo', words.undo[volume.undo]),
      line('afterwards', words.afterwards[volume.afterwards]),
      line('unlock', words.needsUnlock[volume.needsUnlock ? 'yes' : 'no']),
    ],
  };
}

const MIB = 1024 ** 2;

function quotaLine({ quota }: RecoveryPlan, language: Language): string {
  return wordsIn(language).plan.quota({
    instances: String(quota.instances),
    cores: String(quota.cores),
    ram: formatSize(quota.ramMib * MIB, language),
    volumes: String(quota.volumes),
    storage: formatGib(quota.gigabytes, language),
    snapshots: String(quota.snapshots),
  });
}

function estimatePart({ estimate }: RecoveryPlan, language: Language): PlanPart {
  const { estimate: words } = wordsIn(language).plan;
  const colon = COLON[language];
  const range = ({ from, to }: SecondsRange): string => words.range(formatSeconds(from), formatSeconds(to));
  return {
    heading: `${words.heading}${colon}`,
    items: [
      ...estimate.steps.map((each) => `${words.step[each.step]}${colon} ${range(each)}`),
      `${words.total}${colon} ${range(estimate.total)}`,
    ],
  };
}
