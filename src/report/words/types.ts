/** Everything that a plan or report page says, in one language. Arguments arrive formatted and escaped. */
import type { PageWords } from './page.ts';
import type { Strategy } from '../../contract/recovery-input.ts';
import type { Decision } from '../../contract/decision.ts';
import type { MountVerdict } from '../../contract/inspection.ts';
import type { Afterwards, Change, Made, PlanEstimate, StrategyReason, Undo } from '../../contract/recovery.ts';

export interface PlanWords {
  title: (server: string) => string;
  server: (id: string, cloud: string, project: string) => string;
  state: (status: string) => string;
  locked: { bySysadmin: string; byProject: string; unknown: string; no: string };
  lockedReason: (reason: string) => string;
  volumes: (count: number) => string;
  role: Record<'root' | 'data', string>;
  /** What becomes of one volume. */
  way: Record<Strategy, string>;
  reason: Record<StrategyReason, string>;
  /** Labels of the lines below a volume. */
  labels: Record<'why' | 'makes' | 'changes' | 'undo' | 'afterwards' | 'unlock', string>;
  makes: Record<Made, string>;
  noSnapshot: string;
  changes: Record<Change, string>;
  nothing: string;
  undo: Record<Undo, string>;
  afterwards: Record<Afterwards, string>;
  needsUnlock: Record<'yes' | 'no', string>;
  /** Arguments: numbers, and sizes with their unit. */
  quota: (need: Record<'instances' | 'cores' | 'ram' | 'volumes' | 'storage' | 'snapshots', string>) => string;
  estimate: {
    heading: string;
    step: Record<PlanEstimate['steps'][number]['step'], string>;
    total: string;
    basis: string;
    range: (from: string, to: string) => string;
  };
  deletion: string;
  unlock: { needed: string; notNeeded: string };
  recoveryServer: (image: string, flavor: string, network: string) => string;
  rootVolume: (size: string) => string;
  sameImage: string;
  remarks: string;
  digest: (digest: string) => string;
  ownDisk: string;
}

export interface ReportWords {
  title: (server: string) => string;
  recovery: (recoveryId: string) => string;
  access: string;
  noAccess: string;
  login: string;
  knownHosts: string;
  volume: (name: string) => string;
  clone: string;
  copyOf: (id: string) => string;
  /** Of a volume's name. */
  replayed: (name: string) => string;
  replayedNote: string;
  device: (device: string, size: string, table: string) => string;
  noDevice: string;
  noTable: string;
  readOnly: string;
  notReadOnly: string;
  columns: readonly [string, string, string, string, string, string];
  wholeDisk: string;
  unrecognised: string;
  used: (size: string) => string;
  nothingFound: string;
  verdict: Record<MountVerdict, string>;
  operatingSystem: string;
  noOperatingSystem: string;
  hostname: (name: string) => string;
  kernels: (names: string) => string;
  fstab: string;
  fstabColumns: readonly [string, string, string, string];
  fstabUnresolved: string;
  listing: (where: string) => string;
  listingCut: string;
  warnings: string;
  more: (count: number) => string;
  caution: { title: string; intro: string; items: readonly string[] };
  next: { title: string; done: (signal: string) => string; longer: (signal: string) => string; then: string };
  outcome: Record<'untouched' | 'detached' | 'returned', string>;
  outcomes: string;
  snapshot: (id: string) => string;
}

/** Who decided. Arguments arrive formatted and escaped. */
interface DecisionWords {
  title: string;
  made: Record<Decision['kind'], (by: string, at: string) => string>;
  reason: (reason: string) => string;
  another: (by: string, account: string) => string;
  same: (by: string) => string;
}

export interface Words {
  decision: DecisionWords;
  plan: PlanWords;
  report: ReportWords;
  page: PageWords;
}
