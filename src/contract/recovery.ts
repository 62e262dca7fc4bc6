/** The state of a recovery as people and scripts see it: phases, plan, status, result. */
import type { Answer, ApprovalRules, Decision } from './decision.ts';
import type { VolumeInspection } from './inspection.ts';
import type { PlanRemark } from './plan-remarks.ts';
import type { SurveyOutcome } from './survey.ts';
import type { InputQuestion, Strategy } from './recovery-input.ts';

/** The ten steps, in the order a person would tell them. */
export const STEPS = [
  'plan',
  'notify',
  'await-approval',
  'verify-unlock',
  'preserve',
  'launch',
  'move',
  'inspect',
  'hand-over',
  'clean-up',
] as const;
export type Step = (typeof STEPS)[number];

/** How a recovery ends: nothing more happens after it. */
const ENDS = ['recovered', 'refused', 'rejected', 'expired', 'cancelled', 'failed', 'continued'] as const;

/** `RecoveryPhase` search attribute: what it is doing, or how it ended. */
export const PHASES = [
  'awaiting-input',
  'planning',
  'waiting-for-cloud',
  'awaiting-approval',
  'awaiting-unlock',
  'preserving',
  'launching',
  'moving',
  'inspecting',
  'handed-over',
  'cleaning-up',
  ...ENDS,
] as const;
export type Phase = (typeof PHASES)[number];

const ENDED: ReadonlySet<Phase> = new Set(ENDS);
export const hasEnded = ({ phase }: { phase: Phase }): boolean => ENDED.has(phase);

const MAY_BE_STARTED_AGAIN: ReadonlySet<Phase> = new Set(['refused', 'rejected', 'expired', 'cancelled', 'failed']);
/** True when it is over and its server was not recovered. */
export const mayBeStartedAgain = (phase: Phase): boolean => MAY_BE_STARTED_AGAIN.has(phase);

/** Why a recovery can't go on as the cloud is now, or can't at all. */
export interface Problem {
  /** Stable name, for scripts and documentation (docs/reference/problems.md). */
  code: string;
  /** True when it may pass without a new recovery: somebody locks the server, a volume settles. */
  mayPass: boolean;
  /** One sentence: what is wrong. */
  message: string;
  /** One sentence: what the reader should do. */
  advice: string;
}

/** Why a strategy was chosen. */
export type StrategyReason = 'boot-disk' | 'data-volume' | 'original-stays' | 'own-disk' | 'deletion-asked-for';
/** What is made for one volume, and whether it outlives the recovery. */
export type Made = 'snapshot-kept' | 'snapshot-deleted' | 'clone' | 'image-kept' | 'image-deleted' | 'copy';
/** What becomes of the original, or of its server. */
export type Change = 'moved' | 'delete-on-termination-off' | 'server-deleted';
/** What an undo does, whenever it comes; `impossible` is said to whoever decides. */
export type Undo = 'copies-deleted' | 'attached-again' | 'impossible';
/** Where the original is after an ordinary end. */
export type Afterwards = 'untouched' | 'returned' | 'detached';

/** Codes where people read sentences: src/report/words has them in each language. */
export interface VolumePlan {
  /** Cinder's id; null for the own disk of an image-booted server (strategy `image`). */
  volumeId: string | null;
  name: string;
  sizeGib: number;
  role: 'root' | 'data';
  strategy: Strategy;
  reason: StrategyReason;
  /** Nova refuses the step while the server is locked. */
  needsUnlock: boolean;
  /** An evidence snapshot is made first. */
  snapshot: boolean;
  makes: Made[];
  changes: Change[];
  undo: Undo;
  afterwards: Afterwards;
}

/** What the plan takes from the project's quota while it runs. */
export interface QuotaNeed {
  instances: number;
  cores: number;
  ramMib: number;
  volumes: number;
  gigabytes: number;
  snapshots: number;
}

/** Seconds, from the shortest that is to be expected to the longest. */
export interface SecondsRange {
  from: number;
  to: number;
}

/** How long the work should take; the waits for people are not in it. */
export interface PlanEstimate {
  steps: (SecondsRange & { step: 'preserve' | 'launch' | 'move' | 'inspect' })[];
  /** From the approval to the hand-over. */
  total: SecondsRange;
}

export interface RecoveryServerPlan {
  image: { id: string; name: string };
  flavor: { id: string; name: string };
  /** GiB of a new root volume of ours; null when the flavor has a disk of its own. */
  rootVolumeGib: number | null;
  network: { id: string; name: string };
  /** Login user of the image. */
  sshUser: string;
  /** The compromised server runs the same image: both root file systems may share one UUID. */
  sameImageAsCompromised: boolean;
}

/** What will be done, fixed before anybody is asked. */
export interface RecoveryPlan {
  cloud: string;
  server: {
    id: string;
    name: string;
    projectId: string;
    status: string;
    locked: boolean;
    lockedReason: string | null;
    /** From the instance actions: true when somebody outside the project locked it; null when unknown. */
    lockedBySysadmin: boolean | null;
    image: string | null;
  };
  volumes: VolumePlan[];
  recoveryServer: RecoveryServerPlan;
  /** True when any volume needs the unlock. */
  needsUnlock: boolean;
  /** True when a volume is freed by deleting its server: that is approved separately, and can't be undone. */
  deletesServer: boolean;
  quota: QuotaNeed;
  estimate: PlanEstimate;
  returnVolumes: boolean;
  deleteSnapshots: boolean;
  /** Remarks that don't stop the recovery but that an approver should read, in English. */
  remarks: string[];
  /** The same for other languages, in the same order; plans made before there were any have none. */
  remarkCodes?: PlanRemark[];
  /**
   * First 8 hex digits of the SHA-256 of what will be done: an approval may name the plan it answers. Lock, status,
   * remarks and estimates are not in it, for they change while the plan stays the same.
   */
  digest: string;
}

/** A plan, or why there is none. */
export type PlanOutcome =
  | { kind: 'planned'; plan: RecoveryPlan; policy: RecoveryPolicy }
  | { kind: 'blocked'; problems: Problem[]; serverName: string | null; policy: RecoveryPolicy };

/** What a dry run tells. */
export type DryRun =
  { kind: 'planned'; plan: RecoveryPlan } | { kind: 'blocked'; problems: Problem[]; serverName: string | null };

/** What the site decides, read from the configuration with every look at the cloud. */
export interface RecoveryPolicy {
  /** The sysadmin credential is configured: the workflow may lift the lock itself after the approval. */
  sysadminMayUnlock: boolean;
  approval: ApprovalRules;
  /** Where the docs of this project are, for links; null when nowhere. */
  docs: string | null;
}

export interface TimelineEntry {
  /** ISO 8601. */
  at: string;
  step: Step;
  /** Whole and fractional seconds since the recovery began. */
  secondsSinceStart: number;
  text: string;
}

/** Where an original volume is at the end. */
export interface VolumeOutcome {
  volumeId: string | null;
  name: string;
  where: 'untouched' | 'detached' | 'returned';
  snapshotId: string | null;
}

export interface RecoveryReport {
  volumes: VolumeInspection[];
  /** What lies on them. Null while it isn't known, and where nothing could be mounted. */
  survey: SurveyOutcome | null;
  /** For the recovery engineer. Null before the recovery server exists and after it is gone. */
  access: RecoveryAccess | null;
  /** Seconds by step, measured by the workflow's clock. */
  stepSeconds: Partial<Record<Step, number>>;
}

/** How to reach the recovery server. */
export interface RecoveryAccess {
  serverId: string;
  serverName: string;
  host: string;
  port: number;
  user: string;
  /** OpenSSH known_hosts lines, taken from the console log before the first login. */
  hostKeys: string[];
  /** `user@host:port` to jump over, or null. */
  jumpHost: string | null;
}

/** What a recovery does by itself when nobody answers. */
export type AutomaticAct = 'look-again' | 'remind' | 'escalate' | 'expire' | 'clean-up';

interface NextAct {
  act: AutomaticAct;
  /** ISO 8601. */
  at: string;
}

/** When a step began and ended, ISO 8601; `ended` is null while it goes on. */
interface StepTime {
  began: string;
  ended: string | null;
}

/** Another run that this one has handed over to. */
interface GoesOn {
  workflowId: string;
  /** Its page in the Temporal UI, where the UI's address is configured. */
  link: string | null;
}

/** Answer of the `status` query. */
export interface RecoveryStatus {
  phase: Phase;
  /** Who is waited for, as in the `WaitingFor` search attribute: `analyst`, `sysadmin`, `recovery-engineer`, `cloud` or `nobody`. */
  waitingFor: string;
  since: string;
  /** Null while the input does not tell. */
  serverId: string | null;
  serverName: string | null;
  /** Null while the server is not known. */
  recoveryId: string | null;
  /** What the analyst is asked; null when the input is complete. */
  question: InputQuestion | null;
  /** Where the recovery goes on, when this run was started under another id than its own. */
  goesOnAs: GoesOn | null;
  step: Step;
  finishedSteps: Step[];
  /** Of each step that has begun. */
  stepTimes: Partial<Record<Step, StepTime>>;
  /** What it does by itself next, soonest first. */
  next: NextAct[];
  plan: RecoveryPlan | null;
  problems: Problem[];
  /** First valid decision; it counts. */
  decision: Decision | null;
  /** The separate approval of the deletion of the server, where the plan has one. */
  deletion: Decision | null;
  /** The answers that count, alone or together: of two approvers, the first one's. */
  answers: Answer[];
  /** Later, contradictory, empty or misspelt answers, kept and shown. */
  otherAnswers: string[];
  /** The latest words of others on the ticket, as they wrote them. */
  ticketReplies: { at: string; by: string; words: string }[];
  report: RecoveryReport | null;
  /** Names of resources of ours that exist now, newest last. */
  made: string[];
  /** What was undone so far, in that order, by the names that `made` had for it. */
  undone: string[];
  /** What of ours could not be undone, with the reason. */
  left: string[];
  /** Where each original is. */
  volumes: VolumeOutcome[];
  timeline: TimelineEntry[];
}

/** What the workflow returns: outcomes are values, only faults fail the run. */
export interface RecoveryResult {
  /** `continued` and `already-running`: the recovery runs under its own workflow id, see `goesOnAs`. */
  outcome: EndedResult['outcome'] | 'continued' | 'already-running' | 'template';
  /** One sentence for a person. */
  summary: string;
  goesOnAs: GoesOn | null;
  /** Null when this run recovered nothing itself. */
  recoveryId: string | null;
  problems: Problem[];
  decision: Decision | null;
  deletion: Decision | null;
  report: RecoveryReport | null;
  volumes: VolumeOutcome[];
  /** What was undone at the end, by name. */
  undone: string[];
  /** What of ours could not be removed, with the reason; empty when nothing is left. */
  left: string[];
  timeline: TimelineEntry[];
}

/** The result of a run that recovered, or tried to: the mails at the end tell of it. */
export interface EndedResult extends Omit<RecoveryResult, 'outcome'> {
  outcome: 'recovered' | 'refused' | 'rejected' | 'expired';
}
