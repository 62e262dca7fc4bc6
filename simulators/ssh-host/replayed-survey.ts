/** What the survey program answers: recorded from a folder, under the mounts that it is asked about. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const RECORDING = new URL('../../test/fixtures/surveys/lived-in.json', import.meta.url);

const Asked = z.looseObject({
  roots: z.array(z.looseObject({ target: z.string() })),
  filesystems: z.array(z.string()),
});
const Recorded = z.looseObject({ systems: z.array(z.unknown()), filesystems: z.array(z.unknown()) });

/** Where it was recorded. */
const RECORDED_AT = '/recovery/m0';

const moved = (recorded: string, target: string): z.output<typeof Recorded> =>
  Recorded.parse(JSON.parse(recorded.replaceAll(RECORDED_AT, target)));

/** A root is a server in which people lived; every other file system holds a folder of each of them. */
export function surveyAnswer(request: unknown): unknown {
  const recorded = readFileSync(RECORDING, 'utf8');
  const { roots, filesystems } = Asked.parse(request);
  return {
    ...moved(recorded, RECORDED_AT),
    systems: roots.flatMap(({ target }) => moved(recorded, target).systems),
    filesystems: filesystems.flatMap((target) => moved(recorded, target).filesystems),
  };
}
