/** The numbers of a run: steps, the guest's own boot, and what came on top. Nothing here is estimated. */
import type { RecoveryResult } from '../src/contract/recovery.ts';
import { STEPS } from '../src/contract/recovery.ts';
import type { GuestTimes } from './engineer.ts';

export interface Measured {
  /** Milliseconds since 1970: the approval's signal was sent. */
  approvedAt: number;
  /** The workflow entered `handed-over`: the report is there. */
  handedOverAt: number;
  /** Nova's creation time of the recovery server; whole seconds. */
  createdAt: number;
  guest: GuestTimes;
}

export interface Figures {
  server: string;
  approvalToReportSeconds: number;
  /** From Nova's creation of the server to the first login over ssh: the guest's own time. */
  bootSeconds: number | null;
  ratio: number | null;
  sshListenedAfterSeconds: number | null;
  steps: Partial<Record<string, number>>;
  timeline: RecoveryResult['timeline'];
}

const seconds = (fromMs: number, toMs: number): number => Math.round((toMs - fromMs) / 100) / 10;

export function figures(server: string, result: RecoveryResult, measured: Measured): Figures {
  const { approvedAt, handedOverAt, createdAt, guest } = measured;
  const after = (at: number | null): number | null => (at === null ? null : seconds(createdAt, at));
  const approvalToReportSeconds = seconds(approvedAt, handedOverAt);
  const bootSeconds = after(guest.firstLogin);
  return {
    server,
    approvalToReportSeconds,
    bootSeconds,
    ratio: bootSeconds === null ? null : Math.round((approvalToReportSeconds / bootSeconds) * 100) / 100,
    sshListenedAfterSeconds: after(guest.sshListened),
    steps: result.report?.stepSeconds ?? {},
    timeline: result.timeline,
  };
}

/** For a person: the story with its seconds, the steps, and the comparison that matters. */
export function print({ server, timeline, steps, ...numbers }: Figures): void {
  const shown = (value: number | null): string => (value === null ? 'unknown' : `${value} s`);
  console.log(`\n${server}: timeline (seconds since the start)`);
  for (const entry of timeline)
    console.log(`  ${entry.secondsSinceStart.toFixed(1).padStart(7)}  ${entry.step.padEnd(14)}  ${entry.text}`);
  console.log(`${server}: seconds by step`);
  for (const step of STEPS) console.log(`  ${step.padEnd(14)}  ${(steps[step] ?? 0).toFixed(1).padStart(7)}`);
  console.log(`${server}: from the approval to the report ${numbers.approvalToReportSeconds} s`);
  console.log(`  the guest's own boot (created to first login) ${shown(numbers.bootSeconds)}`);
  console.log(`    sshd listened after ${shown(numbers.sshListenedAfterSeconds)}`);
  console.log(`  ratio ${numbers.ratio ?? 'unknown'}`);
}
