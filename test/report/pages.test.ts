import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/contract/recovery-input.ts';
import { rsyncCommand, shellWord, sshCommand } from '../../src/report/access.ts';
import { formatElapsed, formatInstant, formatSize } from '../../src/report/format.ts';
import { planMarkdown } from '../../src/report/plan-markdown.ts';
import { reportMarkdown } from '../../src/report/report-markdown.ts';
import { activeMarkup } from './active-markup.ts';
import { hostilePlan, hostileStatus } from './hostile-recovery.ts';
import { HANDED_OVER, PLAN, RECOVERY_ID, RESULT } from './sample-recovery.ts';

const { report } = HANDED_OVER;
if (report === null) throw new Error('the sample has a report');
const decisions = [HANDED_OVER.decision];
const access = report.access;
if (access === null) throw new Error('the sample has an access');

describe.each(LANGUAGES)('in %s', (language) => {
  it('the plan reads well', async () => {
    await expect(planMarkdown(PLAN, language)).toMatchFileSnapshot(`__snapshots__/plan.${language}.md`);
  });

  it('the report reads well at the hand-over', async () => {
    const page = reportMarkdown({ recoveryId: RECOVERY_ID, plan: PLAN, report, decisions, language });
    await expect(page).toMatchFileSnapshot(`__snapshots__/report.${language}.md`);
  });

  it('the report reads well at the end', async () => {
    const gone = { ...report, access: null };
    const page = reportMarkdown({
      recoveryId: RECOVERY_ID,
      plan: PLAN,
      report: gone,
      volumes: RESULT.volumes,
      decisions,
      language,
    });
    await expect(page).toMatchFileSnapshot(`__snapshots__/report-at-the-end.${language}.md`);
    expect(page).not.toContain('ssh -J');
  });

  it('no page holds markup of others', () => {
    fc.assert(
      fc.property(hostilePlan, hostileStatus, (plan, status) => {
        expect(activeMarkup(planMarkdown(plan, language))).toBeNull();
        if (status.report === null) return;
        const page = reportMarkdown({ recoveryId: RECOVERY_ID, plan, report: status.report, decisions, language });
        expect(activeMarkup(page)).toBeNull();
      }),
    );
  });
});

describe('lines to paste into a terminal', () => {
  it('log in, also over another port', () => {
    expect(sshCommand(access)).toBe('ssh -J cloud@jump.example.org:22 debian@10.66.0.17');
    expect(sshCommand({ ...access, port: 2222, jumpHost: null })).toBe('ssh -p 2222 debian@10.66.0.17');
  });

  it('copy over IPv6', () => {
    expect(rsyncCommand({ ...access, host: 'fd00::17', jumpHost: null }, '/recovery/m0', 'out/')).toBe(
      "rsync -a --info=progress2 -e 'ssh -p 22' --rsync-path='sudo rsync' 'debian@[fd00::17]:/recovery/m0/' out/",
    );
  });

  it('run nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const word = shellWord(text);
        expect(word).toMatch(/^[A-Za-z0-9_/.:@%+,][A-Za-z0-9_/.:@%+,-]*$|^'([^']|'\\'')*'$/u);
        expect(word).not.toMatch(/[\n\r]/);
      }),
    );
  });
});

describe('numbers and times', () => {
  it.each([
    [0, '0 B', '0 o'],
    [1023, '1023 B', '1023 o'],
    [1536, '1.5 KiB', '1,5 Kio'],
    [20 * 1024 ** 3, '20 GiB', '20 Gio'],
    [1024 ** 4 - 1, '1 TiB', '1 Tio'],
    [123_456_789_012, '115 GiB', '115 Gio'],
  ])('%i bytes', (bytes, english, french) => {
    expect(formatSize(bytes, 'en')).toBe(english);
    expect(formatSize(bytes, 'fr')).toBe(french);
  });

  it('times are UTC and say so; what is none is not shown', () => {
    expect(formatInstant('2026-11-23T08:37:33.000Z')).toBe('2026-11-23 08:37 UTC');
    expect(formatInstant('<b>')).toBe('?');
  });

  it.each([
    ['2026-11-23T08:59:30Z', null],
    ['2026-11-23T08:58:00Z', '2 minutes'],
    ['2026-11-23T07:59:00Z', '1 heure'],
    ['2026-11-20T08:00:00Z', '3 jours'],
    ['nonsense', null],
  ])('since %s', (since, elapsed) => {
    expect(formatElapsed(since, '2026-11-23T09:00:00Z', 'fr')).toBe(elapsed);
  });
});
