/** What lies on the mounted disks, and what an intruder may have left there: facts, bounded and safe to show. */

/** A survey that failed takes nothing away from the inspection. */
export type SurveyOutcome = { kind: 'surveyed'; survey: Survey } | { kind: 'failed'; reason: string };

export interface Survey {
  /** ISO 8601, by the recovery server's clock. */
  takenAt: string;
  seconds: number;
  /** Time, or a bound, ended it before all was looked at: sizes marked partial are the least that there is. */
  cut: boolean;
  /** All of it, for root on the recovery server; null where it could not be written. */
  file: string | null;
  systems: SystemSurvey[];
  filesystems: FilesystemSurvey[];
  /** Facts on file systems that belong to no system that was found. */
  loose: TriageGroup[];
}

/** One operating system, across all the file systems that it mounted. */
export interface SystemSurvey {
  /** Top folder of its root on the recovery server, such as `/recovery/m0` or, on a btrfs, `/recovery/m0/@`. */
  root: string;
  hostname: string | null;
  /** `x86_64`, `aarch64`, …: of its own programs. */
  architecture: string | null;
  timeZone: string | null;
  /** Whose lists of files the triage was compared with; `rpm` has a database that is not read. */
  packages: 'dpkg' | 'rpm' | null;
  /** ISO 8601: when its host keys or its machine id were made. */
  firstBootAt: string | null;
  /** ISO 8601: the newest change in its logs. */
  lastActiveAt: string | null;
  /** Those with most data first. */
  users: UserSurvey[];
  moreUsers: number;
  /** The largest first. */
  places: PlaceSurvey[];
  morePlaces: number;
  triage: TriageGroup[];
}

interface UserSurvey {
  name: string;
  uid: number;
  home: string;
  /** Empty for a home whose account is not in /etc/passwd: it is gone, or came from a directory service. */
  shell: string;
  /** Null where there is no such folder. */
  size: FolderSize | null;
}

export const PLACE_KINDS = [
  'home',
  'srv',
  'www',
  'data',
  'opt',
  'mnt',
  'mysql',
  'postgresql',
  'mongodb',
  'redis',
  'elasticsearch',
  'docker',
  'podman',
  'jupyter',
  'conda',
  'slurm',
  'mail',
  'git',
] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

export interface PlaceSurvey {
  kind: PlaceKind;
  /** As the compromised system called it. */
  path: string;
  /** Where it is on the recovery server. */
  at: string;
  size: FolderSize;
}

export interface FolderSize {
  /** What the disk gives for it, as `du` counts. */
  bytes: number;
  files: number;
  /** There is more: time or a bound ended the count, or something could not be read. */
  partial: boolean;
  newest: Change | null;
  oldest: Change | null;
}

interface Change {
  /** On the recovery server; null where only the time is kept. */
  path: string | null;
  /** ISO 8601. */
  at: string;
}

export interface FilesystemSurvey {
  mountpoint: string;
  size: FolderSize;
  /** Its top folders, largest first. */
  folders: { name: string; size: FolderSize }[];
  /** So many top folders are not listed. */
  more: number;
}

/** Kinds of facts, in the order in which support reads them. */
export const TRIAGE_KINDS = [
  'uid-0',
  'authorized-keys',
  'sudo',
  'ssh-server',
  'preload',
  'pam',
  'cron',
  'systemd',
  'start-up',
  'shell-start',
  'setuid',
  'temporary-program',
  'web-script',
] as const;
export type TriageKind = (typeof TRIAGE_KINDS)[number];

/** That something is not among the facts says nothing of a system. */
export interface TriageGroup {
  kind: TriageKind;
  facts: TriageFact[];
  /** So many more are in the whole survey. */
  more: number;
  /** So many were left out because they are as a package brought them. */
  ordinary: number;
}

export interface TriageFact {
  /** As the compromised system called it; on the recovery server for what belongs to no system. */
  path: string;
  /** Name of the account, else its number. */
  owner: string;
  /** ISO 8601: last change of the content, which a program can set to anything. */
  modifiedAt: string;
  /** ISO 8601: last change of anything, by the kernel's clock. */
  changedAt: string;
  /** A package of the system lists this path; null where that was not found out. */
  packaged: boolean | null;
  /** What tells it from others: an account, fingerprints, a mode, where a link leads. From the disk. */
  detail: string | null;
  /** Keys, rules or entries in it. */
  count: number | null;
}
