/** A disk with an unclean journal, and beside it its clone on which the journal was replayed. */
import { describe, expect, it } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { handSteps } from '../../src/report/by-hand.ts';
import { currentDetails } from '../../src/report/current-details.ts';
import { reportDocument } from '../../src/report/document.ts';
import { reportHtml } from '../../src/report/html-page.ts';
import { ownerNotes } from '../../src/report/owner-notes.ts';
import { reportMarkdown } from '../../src/report/report-markdown.ts';
import { textOf } from './injected.ts';
import { HANDED_OVER, PLAN, RECOVERY_ID, WORKFLOW_ID } from './sample-recovery.ts';

const CLONE = 'c10e0000-0000-4000-8000-000000000001';
const { report: before } = HANDED_OVER;
const unclean = before?.volumes[1];
if (before === null || unclean === undefined) throw new Error('the sample has an unclean disk');

const clone: VolumeInspection = {
  ...unclean,
  volumeId: CLONE,
  replayOf: unclean.volumeId,
  device: '/dev/vdd',
  layers: null,
  filesystems: [],
};
const report = { ...before, volumes: [...before.volumes, clone] };
const page = { recoveryId: RECOVERY_ID, plan: PLAN, report, decisions: [] };

describe.each([
  ['en', 'with the journal replayed', 'so copy from here', 'What is attached is a copy'],
  ['fr', 'avec le journal rejoué', 'copiez donc d’ici', 'Ce qui est attaché est une copie'],
] as const)('in %s', (language, title, where, copy) => {
  it.each([
    ['the Markdown', reportMarkdown({ ...page, language })],
    ['the page', textOf(reportHtml({ ...page, language }))],
  ])('%s tells the clone from its disk, and where to copy from', (_, text) => {
    expect(text.split(title)).toHaveLength(2);
    const told = text.slice(text.indexOf(title));
    expect(told).toContain(where);
    expect(told.indexOf(where)).toBeLessThan(600);
    expect(told.slice(0, 600)).not.toContain(copy);
  });
});

describe('the rest of the report', () => {
  it('names the clone as such for programs', () => {
    const { volumes } = reportDocument(page);
    expect(volumes.map(({ name, replayOf }) => [name, replayOf ?? null])).toEqual([
      ['genomics-web-root', null],
      ['samples', null],
      ['samples', unclean.volumeId],
    ]);
  });

  it('repeats by hand what stays, and the clone does not', () => {
    expect(handSteps(report.volumes)).toEqual(handSteps(before.volumes));
    expect(JSON.stringify(handSteps([clone]))).not.toContain(CLONE.slice(0, 20));
  });

  it('does not tell the owner any more that the newest changes are missing', () => {
    const kinds = (each: typeof report): string[] => ownerNotes(each).map(({ kind }) => kind);
    expect(kinds(before)).toContain('newest-missing');
    expect(kinds(report)).not.toContain('newest-missing');
  });

  it('offers the replay until it was done', () => {
    const context = {
      now: HANDED_OVER.since,
      workflowId: WORKFLOW_ID,
      cloud: 'arbutus',
      ticket: null,
      docs: null,
      temporalUi: null,
    };
    expect(currentDetails(HANDED_OVER, context)).toContain(`"volumeId": "${unclean.volumeId}"`);
    expect(currentDetails({ ...HANDED_OVER, report }, context)).not.toContain('replayOnClone');
  });
});
