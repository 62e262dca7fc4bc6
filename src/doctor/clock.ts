/** How far this machine's clock is from that of somebody else. */
import { fail, type Looked, ok, warn } from './check.ts';

const NAME = 'clock';
/** Certificates, signed webhooks (5 minutes) and mails bear this much. */
const WARN_MS = 30_000;
const FAIL_MS = 240_000;

/**
 * @param whose - `Keystone's`, `Temporal's`.
 * @param skewMs - theirs minus ours.
 */
export function clockCheck(whose: string, skewMs: number): Looked {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) < WARN_MS) return ok(NAME, `within ${Math.max(seconds, 1)} s of ${whose}`);
  const span = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
  const seen = `this machine's clock is ${span} ${skewMs > 0 ? 'behind' : 'ahead of'} ${whose}`;
  const remedy =
    'Set the clock by NTP on this machine (timedatectl set-ntp true); if it is right, the other one is wrong: tell its operators.';
  return Math.abs(skewMs) < FAIL_MS ? warn(NAME, seen, remedy) : fail(NAME, seen, remedy);
}
