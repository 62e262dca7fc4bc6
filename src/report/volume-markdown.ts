/** One volume of the report: what was found on it, where it is mounted, a bounded look inside. */
import type {
  FilesystemReport,
  FstabReport,
  Listing,
  OperatingSystem,
  VolumeInspection,
} from '../contract/inspection.ts';
import type { Language } from '../contract/recovery-input.ts';
import { layoutMarkdown } from './details-markdown.ts';
import { codeSpan, codeText, escapeMarkdown } from './escape.ts';
import { formatInstant, formatSize } from './format.ts';
import { wordsIn } from './plan-markdown.ts';
import type { ReportWords } from './words/types.ts';

/** A hostile disk may hold thousands of partitions; the page stays readable, the run's result has them all. */
const MOST_FILESYSTEMS = 60;
const MOST_SYSTEMS = 5;
const MOST_FSTAB_LINES = 40;
const MOST_LISTED = 60;
const MOST_WARNINGS = 20;

/** @param title - escaped already. */
export function volumeMarkdown(volume: VolumeInspection, title: string, language: Language): string[] {
  const words = wordsIn(language).report;
  return [
    `## ${title}`,
    deviceLine(volume, words, language),
    ...(volume.warnings.length === 0 ? [] : [`**${words.warnings}**`, warningList(volume.warnings, words)]),
    ...layoutMarkdown(volume, language),
    ...filesystemTable(volume, words, language),
    ...systemParagraphs(volume, words),
    ...volume.filesystems.flatMap((filesystem) => listingParagraphs(filesystem, words, language)),
  ];
}

function deviceLine(volume: VolumeInspection, words: ReportWords, language: Language): string {
  const copy =
    volume.originalVolumeId === volume.volumeId
      ? []
      : [volume.replayOf === undefined ? words.clone : words.replayedNote, words.copyOf(codeSpan(volume.volumeId, 64))];
  if (volume.device === null) return [words.noDevice, ...copy].join(' ');
  const table = volume.partitionTable === null ? words.noTable : escapeMarkdown(volume.partitionTable, 20);
  const device = words.device(codeSpan(volume.device, 80), formatSize(volume.sizeBytes, language), table);
  return [device, volume.readOnly ? words.readOnly : words.notReadOnly, ...copy].join(' ');
}

const warningList = (warnings: readonly string[], words: ReportWords): string =>
  [
    ...warnings.slice(0, MOST_WARNINGS).map((warning) => `- ${escapeMarkdown(warning, 400)}`),
    ...overflow(warnings.length, MOST_WARNINGS, words).map((line) => `- ${line}`),
  ].join('\n');

const overflow = (count: number, most: number, words: ReportWords): string[] =>
  count > most ? [words.more(count - most)] : [];

function filesystemTable({ filesystems }: VolumeInspection, words: ReportWords, language: Language): string[] {
  if (filesystems.length === 0) return [words.nothingFound];
  const rows = filesystems.slice(0, MOST_FILESYSTEMS).map((filesystem) => tableRow(filesystem, words, language));
  const table = [row(words.columns), row(words.columns.map(() => '---')), ...rows].join('\n');
  return [table, ...overflow(filesystems.length, MOST_FILESYSTEMS, words)];
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function tableRow(filesystem: FilesystemReport, words: ReportWords, language: Language): string {
  const { path, stack, fstype, label, sizeBytes } = filesystem;
  const type = fstype === null ? words.unrecognised : escapeMarkdown(fstype, 30);
  return row([
    codeSpan(path, 80),
    stack.length === 0 ? words.wholeDisk : escapeMarkdown(stack.join(' › '), 120),
    label === null ? type : `${type} “${escapeMarkdown(label, 40)}”`,
    formatSize(sizeBytes, language),
    ...mountCells(filesystem, words, language),
  ]);
}

function mountCells({ mount }: FilesystemReport, words: ReportWords, language: Language): [string, string] {
  if (mount.status === 'not-mounted')
    return [words.verdict[mount.verdict], escapeMarkdown(`${mount.reason} ${mount.advice}`, 600)];
  const used = mount.usedBytes === null ? [] : [words.used(formatSize(mount.usedBytes, language))];
  const note = mount.note === null ? [] : [escapeMarkdown(mount.note, 300)];
  return [
    `${codeSpan(mount.mountpoint, 80)} (${escapeMarkdown(mount.options.join(','), 80)})`,
    [...used, ...note].join('; '),
  ];
}

function systemParagraphs({ operatingSystems, filesystems }: VolumeInspection, words: ReportWords): string[] {
  if (operatingSystems.length === 0) return filesystems.length === 0 ? [] : [words.noOperatingSystem];
  return operatingSystems.slice(0, MOST_SYSTEMS).flatMap((system) => systemLines(system, words));
}

function systemLines(system: OperatingSystem, words: ReportWords): string[] {
  const hostname = system.hostname === null ? '' : `, ${words.hostname(escapeMarkdown(system.hostname, 80))}`;
  // As findmnt writes it.
  const root = system.subvolume === undefined ? system.rootPath : `${system.rootPath}[/${system.subvolume}]`;
  const kernels = system.kernels.slice(0, 10).map((kernel) => escapeMarkdown(kernel, 60));
  return [
    `**${words.operatingSystem}**`,
    `${escapeMarkdown(system.prettyName, 100)}${hostname} (${codeSpan(root, 120)})`,
    ...(kernels.length === 0 ? [] : [words.kernels(kernels.join(', '))]),
    ...(system.fstab.length === 0 ? [] : [words.fstab, fstabTable(system.fstab, words)]),
  ];
}

const fstabTable = (entries: readonly FstabReport[], words: ReportWords): string =>
  [
    row(words.fstabColumns),
    row(words.fstabColumns.map(() => '---')),
    ...entries
      .slice(0, MOST_FSTAB_LINES)
      .map((entry) =>
        row([
          codeSpan(entry.mountpoint, 80),
          codeSpan(entry.spec, 80),
          entry.device === null ? words.fstabUnresolved : codeSpan(entry.device, 80),
          entry.note === null ? '' : escapeMarkdown(entry.note, 200),
        ]),
      ),
  ].join('\n');

function listingParagraphs(
  { listing, path, mount }: FilesystemReport,
  words: ReportWords,
  language: Language,
): string[] {
  if (listing === null || listing.entries.length === 0) return [];
  const where = codeSpan(mount.status === 'mounted' ? mount.mountpoint : path, 80);
  const cut = listing.truncated || listing.entries.length > MOST_LISTED;
  return [words.listing(where), listingBlock(listing, language), ...(cut ? [words.listingCut] : [])];
}

const MARK = { directory: '/', symlink: '@', file: '', other: '?' } as const;

function listingBlock({ entries }: Listing, language: Language): string {
  const lines = entries.slice(0, MOST_LISTED).map(({ path, type, sizeBytes, modifiedAt }) => {
    const size = type === 'file' ? formatSize(sizeBytes, language) : '';
    return `${size.padStart(10)}  ${formatInstant(modifiedAt)}  ${codeText(path, 120)}${MARK[type]}`;
  });
  return ['```', ...lines, '```'].join('\n');
}
