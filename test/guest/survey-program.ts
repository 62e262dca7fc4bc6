/** The real survey program, run here on folders that the test has made: it can't tell them from mounts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Survey, SystemSurvey, TriageFact, TriageKind } from '../../src/contract/survey.ts';
import { SurveyAnswer } from '../../src/disk/survey-protocol.ts';
import { must, run } from './guest-program.ts';

export const SURVEY_PROGRAM = fileURLToPath(new URL('../../src/guest/recovery-survey.py', import.meta.url));
export const LIVED_IN = fileURLToPath(new URL('lived-in-server.sh', import.meta.url));

export class Folders {
  readonly #made: string[] = [];

  /** A folder that stands for a mounted file system. @param script - fills it; runs in it. */
  async make(script: string): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'recovery-survey-'));
    this.#made.push(folder);
    await must(['sh', '-euc', `cd "$1"\n${script}`, 'sh', folder]);
    return folder;
  }

  async remove(): Promise<void> {
    for (const folder of this.#made) await rm(folder, { recursive: true, force: true });
  }
}

export interface Asked {
  roots?: { target: string; below?: string; mounts: Record<string, string> }[];
  filesystems: string[];
  seconds?: number;
  file?: string;
}

/** The answer as it is, which is JSON where the program did not fail. */
export async function surveyJson({ roots = [], seconds = 30, ...request }: Asked): Promise<string> {
  return must(['/usr/bin/python3', '-IS', SURVEY_PROGRAM], {
    stdin: JSON.stringify({ roots, seconds, ...request }),
    env: { RECOVERY_GUEST_TEST: '1' },
  });
}

export const survey = async (asked: Asked): Promise<Survey> => SurveyAnswer.parse(JSON.parse(await surveyJson(asked)));

/** A folder as the only file system, with a system on it. */
export async function surveyRoot(target: string): Promise<{ survey: Survey; system: SystemSurvey }> {
  const found = await survey({ roots: [{ target, mounts: {} }], filesystems: [target] });
  const [system] = found.systems;
  if (system === undefined) throw new Error('no system was found');
  return { survey: found, system };
}

export const factsOf = ({ triage }: Pick<SystemSurvey, 'triage'>, kind: TriageKind): TriageFact[] =>
  triage.find((group) => group.kind === kind)?.facts ?? [];

export const runUnmarked = (request: object) =>
  run(['/usr/bin/python3', '-IS', SURVEY_PROGRAM], { stdin: JSON.stringify(request) });
