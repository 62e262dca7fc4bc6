/** Transcripts of a real cloud, one file a case: what the simulator is held to, and the next release of the cloud too. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Case, slug } from './case.ts';
import type { Transcript } from './transcript.ts';

const FOLDER = path.join(import.meta.dirname, '..', 'recorded');

export interface Recording {
  name: string;
  /** When, and of which cloud: `OpenStack Zed (compute 2.93, volume 3.70)`. */
  recorded: { on: string; cloud: string };
  transcript: Transcript;
}

const file = (each: Case): string => path.join(FOLDER, `${slug(each)}.json`);

/** @returns null where the case was never recorded. */
export function readRecording(each: Case): Recording | null {
  return existsSync(file(each)) ? (JSON.parse(readFileSync(file(each), 'utf8')) as Recording) : null;
}

export function writeRecording(each: Case, cloud: string, transcript: Transcript): void {
  mkdirSync(FOLDER, { recursive: true });
  const on = new Date().toISOString().slice(0, 10);
  const recording: Recording = { name: each.name, recorded: { on, cloud }, transcript };
  writeFileSync(file(each), `${scrubbed(JSON.stringify(recording, null, 1))}\n`);
}

/** Names of all files, to find those whose case is gone. */
export const recordedSlugs = (): string[] =>
  existsSync(FOLDER) ? readdirSync(FOLDER).map((name) => name.replace(/\.json$/, '')) : [];

const SECRET_FIELD =
  /("(?:password|secret|private_key|adminPass|application_credential_secret|connector_password|auth_password|x-subject-token)": )"[^"]*"/g;
const FERNET_TOKEN = /gAAAA[\w=-]{40,}/g;

/** A lab's secrets too: nobody should have to ask whether one of them is worth anything. */
const scrubbed = (json: string): string =>
  json.replace(SECRET_FIELD, '$1"SCRUBBED"').replace(FERNET_TOKEN, 'SCRUBBED-TOKEN');
