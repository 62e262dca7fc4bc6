/** What forbids deleting the compromised server, which frees its boot disk and can't be undone. */
import type { Problem, VolumePlan } from '../contract/recovery.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import type { CloudFacts } from './facts.ts';
import { problem } from './problems.ts';
import { nameOf } from './volumes.ts';

/** Every volume of the server counts, those that are not recovered too: Nova would delete them with it. */
export function deletionProblems(
  { volumes, canKeepVolumes }: CloudFacts,
  planned: readonly VolumePlan[],
  { options }: RecoveryInput,
): Problem[] {
  if (!planned.some(({ strategy }) => strategy === 'delete-server')) return [];
  // Where the cloud does not tell (before 2.79), it can't be told to keep a volume either.
  const doomed = volumes.filter(({ deleteOnTermination }) => deleteOnTermination !== false && !canKeepVolumes);
  return [
    ...doomed.map((volume) => problem('deletion-would-delete-volume', nameOf(volume))),
    ...(options.snapshot ? [] : [problem('deletion-needs-snapshot')]),
    ...(options.returnVolumes ? [problem('deletion-returns-nothing')] : []),
  ];
}
