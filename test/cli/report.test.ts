import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HANDED_OVER, PLAN, STATUS, WORKFLOW_ID } from '../report/sample-recovery.ts';
import { type Ended, recovery } from './recovery-command.ts';
import { type ScriptedTemporal, startScriptedTemporal } from './scripted-temporal.ts';

let folder: string;
let service: ScriptedTemporal | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recovery-report-'));
});
afterEach(async () => service?.close());
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function reported(options: string, status = HANDED_OVER): Promise<Ended> {
  const policy = {
    sysadminMayUnlock: false,
    approval: { approvers: [], identities: [], requesterMayApprove: true, approversNeeded: 1 },
    docs: null,
  };
  service = await startScriptedTemporal({
    workflowId: WORKFLOW_ID,
    status,
    dryRun: { kind: 'planned', plan: PLAN, policy },
  });
  return recovery(`report ${WORKFLOW_ID} ${options}`.trim().split(' '), service.address);
}

describe('report', () => {
  it('prints Markdown', async () => {
    const ended = await reported('');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^# Recovered disks of instance genomics/);
  });

  it('prints the page, in the language that is asked for', async () => {
    const ended = await reported('--html --locale fr');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/^<!doctype html>\s*<html lang="fr">/);
    expect(ended.stdout).toContain('Ce qu’il faut dire au propriétaire');
  });

  it('prints JSON with the version of its schema', async () => {
    const { stdout } = await reported('--json');
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, survey: { kind: 'surveyed' } });
  });

  it('writes a file for its owner alone, and never over another', async () => {
    const file = path.join(folder, 'report.html');
    expect(await reported(`--html --output ${file}`)).toMatchObject({ code: 0, stdout: '' });
    expect(await readFile(file, 'utf8')).toContain('</html>');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await service?.close();
    const again = await reported(`--html --output ${file}`);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('EEXIST');
  });

  it('ends with 4 before the disks were inspected, and with 2 when two forms or another language are asked for', async () => {
    const early = await reported('', STATUS);
    expect(early.code).toBe(4);
    expect(early.stderr).toContain('has no report yet');
    await service?.close();
    expect((await reported('--html --json')).code).toBe(2);
    await service?.close();
    expect((await reported('--locale de')).code).toBe(2);
  });
});
