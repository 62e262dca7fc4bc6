/** The import fences of eslint.config.mjs bite: each is tried with a small bad file, and with the good one beside it. */
import { ESLint } from 'eslint';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const RULE = '@typescript-eslint/no-restricted-imports';
const root = path.resolve(import.meta.dirname, '../..');
const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => ruleId === RULE,
  // The files of this test don't exist, so there are no types to be had of them.
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
});

/** @returns what ESLint says of a file in `folder` with this line. */
async function verdicts(folder: string, line: string): Promise<string[]> {
  const filePath = path.join(root, folder, 'a-file-of-this-test.ts');
  const [result] = await eslint.lintText(`${line}\n`, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${String(ruleId)}: ${message}`);
}

const REFUSED: [folder: string, line: string][] = [
  ['src/workflows', "import axios from 'axios';"],
  ['src/workflows', "import { readFileSync } from 'node:fs';"],
  ['src/workflows', "import { randomUUID } from 'crypto';"],
  ['src/workflows', "import { Client } from '@temporalio/client';"],
  ['src/workflows', "import { Context } from '@temporalio/activity';"],
  ['src/workflows', "import { createActivities } from '../activities/index.ts';"],
  ['src/workflows/phases', "import { createActivities } from '../../activities/index.ts';"],
  ['src/workflows/phases', "import { connect } from '../../openstack/connection.ts';"],
  ['src/workflows', "import { loadConfig } from '../config.ts';"],
  ['src/workflows', "import { proxyActivities } from '@temporalio/workflow';"],
  ['src/workflows', "export { openSession } from '../ssh/ssh-session.ts';"],
  ['src/contract', "import { createActivities } from '../activities/index.ts';"],
  ['src/contract', "import type { RecoveryScope } from '../activities/dependencies.ts';"],
  ['src/contract', "import { planRecovery } from '../plan/plan-recovery.ts';"],
  ['src/contract', "import { hostname } from 'node:os';"],
  ['src/contract', "import pino from 'pino';"],
  ['src/plan', "import { readFileSync } from 'node:fs';"],
  ['src/plan', "import * as servers from '../openstack/compute/servers.ts';"],
  ['src/disk', "import { NodeSSH } from 'node-ssh';"],
  ['src/disk', "import { proxyActivities } from '@temporalio/workflow';"],
  ['src/disk', "import { quoted } from '../ssh/quote.ts';"],
  ['src/report', "import { log } from '@temporalio/workflow';"],
  ['src/report', "import { Recovery } from '../workflows/recovery.ts';"],
  ['src/openstack', "import { heartbeat } from '@temporalio/activity';"],
  ['src/openstack/compute', "import { failure } from '../../activities/failures.ts';"],
  ['src/openstack', "import { loadConfig } from '../config.ts';"],
  ['src/ssh', "import { ApplicationFailure } from '@temporalio/common';"],
  ['src/mail', "import type { Config } from '../config.ts';"],
  ['src/activities', "import { recoverServerData } from '../workflows/recover-server-data.ts';"],
  ['src/activities', "import { proxyActivities } from '@temporalio/workflow';"],
  ['src/activities', "import { Worker } from '@temporalio/worker';"],
];

const ALLOWED: [folder: string, line: string][] = [
  ['src/workflows', "import { condition } from '@temporalio/workflow';"],
  ['src/workflows', "import type { PlanningActivities } from '../activities/planning.ts';"],
  ['src/workflows/phases', "import { FailureType } from '../../contract/failure-types.ts';"],
  ['src/workflows', "import { currentDetails } from '../report/current-details.ts';"],
  ['src/contract', "import { z } from 'zod';"],
  ['src/plan', "import type { Problem } from '../contract/recovery.ts';"],
  ['src/disk', "import { plainText } from '../report/plain-text.ts';"],
  ['src/openstack', "import axios from 'axios';"],
  ['src/openstack', "import { readFileSync } from 'node:fs';"],
  ['src/ssh', "import { NodeSSH } from 'node-ssh';"],
  ['src/mail', "import nodemailer from 'nodemailer';"],
  ['src/activities', "import { heartbeat } from '@temporalio/activity';"],
  ['src/activities', "import { connect } from '../openstack/connection.ts';"],
  ['src/activities', "import type { ActivityInterceptorsFactory } from '@temporalio/worker';"],
];

describe('ESLint', () => {
  it.each(REFUSED)('refuses in %s: %s', async (folder, line) => {
    expect(await verdicts(folder, line)).toEqual([expect.stringMatching(`^${RULE}: .`)]);
  });

  it.each(ALLOWED)('allows in %s: %s', async (folder, line) => {
    expect(await verdicts(folder, line)).toEqual([]);
  });
});
