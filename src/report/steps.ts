/** The ten steps as people read them, and how far each of them is. */
import { hasEnded, type RecoveryStatus, type Step } from '../contract/recovery.ts';

export const STEP_NAMES: Readonly<Record<Step, string>> = {
  plan: 'Plan',
  notify: 'Tell owner and cloud team',
  'await-approval': 'Wait for the approval',
  'verify-unlock': 'Verify the unlock in Nova',
  preserve: 'Preserve the evidence',
  launch: 'Launch the recovery server',
  move: 'Move the volumes',
  inspect: 'Inspect the disks',
  'hand-over': 'Hand over',
  'clean-up': 'Clean up',
};

/** `✓` done, `▸` under way, `✗` where it was broken off, `·` to come. Preserve and launch run side by side. */
export function stepMark(step: Step, status: RecoveryStatus): '✓' | '▸' | '✗' | '·' {
  if (status.finishedSteps.includes(step)) return '✓';
  if (step === status.step) return hasEnded(status) ? '✗' : '▸';
  if (status.step === 'preserve' && step === 'launch') return '▸';
  return isOver(status) && status.stepTimes[step] !== undefined ? '✗' : '·';
}

const isOver = (status: RecoveryStatus): boolean => hasEnded(status) || status.phase === 'cleaning-up';
