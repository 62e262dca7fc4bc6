/** Plays one case on one target, from an empty stage to an empty stage. */
import type { Case } from './case.ts';
import { openStage } from './stage.ts';
import type { Target } from './target.ts';
import type { Transcript } from './transcript.ts';

/** @throws what the case throws: an arrangement that was refused, a course that was another. */
export async function play(each: Case, target: Target): Promise<Transcript> {
  const stage = await openStage(target);
  try {
    await each.play(stage);
    return stage.transcript;
  } finally {
    await stage.close();
  }
}
