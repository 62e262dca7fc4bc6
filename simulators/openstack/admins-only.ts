/** What is for admins: a member is refused with the rule that he lacks; for an admin nothing of it is simulated. */
import { notSimulated, policy } from './answers.ts';
import type { Caller } from './simulator.ts';

export function adminsOnly({ isAdmin }: Caller, rule: string): never {
  throw isAdmin ? notSimulated(rule) : policy(rule);
}
