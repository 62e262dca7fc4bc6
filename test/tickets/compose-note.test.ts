/** Every note as it is written, in both languages; and with everything in it hostile. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/contract/recovery-input.ts';
import type { RecoveryStatus } from '../../src/contract/recovery.ts';
import { composeNote, NOTE_KINDS, type NoteData, type NoteKind } from '../../src/tickets/compose-note.ts';
import { hostileStatus } from '../report/hostile-recovery.ts';
import { HANDED_OVER, INPUT, RECOVERY_ID, STATUS, WORKFLOW_ID } from '../report/sample-recovery.ts';

const DATA: NoteData = {
  workflowId: WORKFLOW_ID,
  link: 'http://localhost:8233/namespaces/default/workflows/recover',
  recoveryId: RECOVERY_ID,
  status: STATUS,
  input: INPUT,
  temporalUi: 'http://localhost:8233',
  again: null,
};

const ASKING: RecoveryStatus = {
  ...STATUS,
  question: {
    faults: [
      {
        field: 'server',
        expected: 'the id of a server',
        received: 'nothing',
        candidates: ['0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa, SHUTOFF, locked (mentioned on the ticket)'],
        suggestion: null,
        mend: { field: 'server', value: null },
      },
    ],
    more: 0,
    mend: '{ "server": "…" }',
  },
};

/** Each note as it is written in the story. */
const AT: Readonly<Record<NoteKind, Partial<NoteData>>> = {
  started: { recoveryId: null, status: null, input: null },
  'already-running': {},
  asks: { recoveryId: null, input: null, status: ASKING },
  plan: {},
  'plan-again': { again: { why: 'changed', before: '99999999', by: 'sysadmin@example.org' } },
  decision: { status: { ...STATUS, decision: HANDED_OVER.decision } },
  'handed-over': { status: HANDED_OVER },
  closed: {},
  ended: { status: { ...HANDED_OVER, phase: 'recovered' } },
};

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(NOTE_KINDS)('%s reads well', async (kind) => {
    const { subject, text } = composeNote(kind, { ...DATA, ...AT[kind] }, language);
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`__snapshots__/${kind}.${language}.txt`);
  });

  it.each(NOTE_KINDS)('%s stays bounded and plain, whatever intruders wrote', (kind) => {
    fc.assert(
      fc.property(hostileStatus, (status) => {
        const { subject, text } = composeNote(kind, { ...DATA, ...AT[kind], status }, language);
        expect(Array.from(subject).length).toBeLessThanOrEqual(150);
        expect(text.length).toBeLessThanOrEqual(40_002);
        expect(subject + text).not.toMatch(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
      }),
      { numRuns: 30 },
    );
  });
});
