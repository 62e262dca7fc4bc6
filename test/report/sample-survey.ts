/** What the survey program said of a folder that test/guest/lived-in-server.sh had filled, as the report has it. */
import { readFileSync } from 'node:fs';
import type { Survey } from '../../src/contract/survey.ts';
import { SurveyAnswer } from '../../src/disk/survey-protocol.ts';

const RECORDING = new URL('../fixtures/surveys/lived-in.json', import.meta.url);

export const SURVEY: Survey = SurveyAnswer.parse(JSON.parse(readFileSync(RECORDING, 'utf8')));
