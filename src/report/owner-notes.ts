/** What the owner of the data should be told: what may be missing from it, and what must not be trusted in it. */
import type { RecoveryReport } from '../contract/recovery.ts';
import type { PlaceKind } from '../contract/survey.ts';
import { layersOf } from './layers.ts';
import { notRead } from './not-read.ts';

export interface OwnerNote {
  kind:
    | 'newest-missing'
    | 'encrypted'
    | 'incomplete'
    | 'not-read'
    | 'databases'
    | 'containers'
    | 'keys'
    | 'secrets'
    | 'programs';
  /** Devices, folders or files that it is about; empty for what holds always. */
  about: string[];
}

const DATABASES: ReadonlySet<PlaceKind> = new Set(['mysql', 'postgresql', 'mongodb', 'redis', 'elasticsearch']);
const CONTAINERS: ReadonlySet<PlaceKind> = new Set(['docker', 'podman']);
/** Which of the verdicts say that a part is somewhere else. */
const INCOMPLETE = /^(incomplete-|external-log|degraded)/;
const MOST_ABOUT = 12;

export function ownerNotes(report: RecoveryReport): OwnerNote[] {
  const missing = report.volumes.flatMap(notRead);
  const survey = report.survey?.kind === 'surveyed' ? report.survey.survey : null;
  const places = (survey?.systems ?? []).flatMap((system) => system.places);
  const keys = (survey?.systems ?? [])
    .flatMap(({ triage }) => triage)
    .filter(({ kind }) => kind === 'authorized-keys')
    .flatMap(({ facts }) => facts);
  const of = (kinds: ReadonlySet<PlaceKind>): string[] =>
    places.filter(({ kind }) => kinds.has(kind)).map(({ path }) => path);
  const whatOf = (isOne: (verdict: string) => boolean): string[] =>
    missing.filter(({ verdict }) => isOne(verdict)).map(({ what }) => what);
  const found: OwnerNote[] = [
    { kind: 'newest-missing', about: notReplayed(report) },
    { kind: 'encrypted', about: whatOf((verdict) => verdict === 'encrypted') },
    { kind: 'incomplete', about: whatOf((verdict) => INCOMPLETE.test(verdict)) },
    { kind: 'not-read', about: whatOf((verdict) => verdict !== 'encrypted' && !INCOMPLETE.test(verdict)) },
    { kind: 'databases', about: of(DATABASES) },
    { kind: 'containers', about: of(CONTAINERS) },
    { kind: 'keys', about: keys.map(({ path }) => path) },
  ];
  const always: OwnerNote[] = [
    { kind: 'secrets', about: [] },
    { kind: 'programs', about: [] },
  ];
  return [
    ...found
      .filter(({ about }) => about.length > 0)
      .map(({ kind, about }) => ({ kind, about: [...new Set(about)].slice(0, MOST_ABOUT) })),
    ...always,
  ];
}

const notReplayed = ({ volumes }: RecoveryReport): string[] =>
  volumes
    // Beside it is its clone, which has them.
    .filter(({ volumeId }) => !volumes.some(({ replayOf }) => replayOf === volumeId))
    .flatMap(layersOf)
    .filter(({ verdicts }) => verdicts.some(({ code }) => code === 'journal-not-replayed'))
    .map(({ path, name, kind }) => path ?? name ?? kind);
