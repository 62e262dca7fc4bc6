/** The report as one JSON document, for programs: what the pages show, without their words. */
import type { Decision } from '../contract/decision.ts';
import type { VolumeInspection } from '../contract/inspection.ts';
import type { RecoveryAccess, VolumeOutcome } from '../contract/recovery.ts';
import type { SurveyOutcome } from '../contract/survey.ts';
import { type HandStep, handSteps } from './by-hand.ts';
import { type CopyWay, copyWays } from './copying.ts';
import { type NotRead, notRead } from './not-read.ts';
import { type OwnerNote, ownerNotes } from './owner-notes.ts';
import { plainText } from './plain-text.ts';
import type { ReportPage } from './report-markdown.ts';

/** Grows with a change that a reader of the former would misread; docs/reference/report.md says what it is now. */
const SCHEMA_VERSION = 1;

export interface ReportDocument {
  schemaVersion: typeof SCHEMA_VERSION;
  recoveryId: string;
  cloud: string;
  server: { id: string; name: string; projectId: string };
  /** Null once the recovery server is gone. */
  access: RecoveryAccess | null;
  /** `name` is that of the compromised server's volume. */
  volumes: (VolumeInspection & { name: string })[];
  survey: SurveyOutcome | null;
  notRead: NotRead[];
  /** Empty once the recovery server is gone. */
  copy: CopyWay[];
  byHand: HandStep[];
  tellOwner: OwnerNote[];
  /** Where the originals are; empty while the recovery is not over. */
  originals: VolumeOutcome[];
  decisions: Decision[];
}

export function reportDocument({
  recoveryId,
  plan,
  report,
  volumes = [],
  decisions,
}: Omit<ReportPage, 'language'>): ReportDocument {
  const { access, survey } = report;
  const nameOf = (volume: VolumeInspection): string =>
    plan.volumes.find(({ volumeId }) => volumeId === volume.originalVolumeId)?.name ?? volume.volumeId;
  return {
    schemaVersion: SCHEMA_VERSION,
    recoveryId,
    cloud: plan.cloud,
    server: { id: plan.server.id, name: plainText(plan.server.name, 255), projectId: plan.server.projectId },
    access,
    volumes: report.volumes.map((volume) => ({ ...volume, name: plainText(nameOf(volume), 255) })),
    survey,
    notRead: report.volumes.flatMap(notRead),
    copy: access === null ? [] : copyWays(access, report),
    byHand: handSteps(report.volumes),
    tellOwner: ownerNotes(report),
    originals: [...volumes],
    decisions: decisions.filter((decision) => decision !== null),
  };
}
