import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/contract/recovery-input.ts';
import type { RecoveryStatus } from '../../src/contract/recovery.ts';
import { composeMail, MAIL_KINDS, type MailData, type MailKind } from '../../src/mail/compose.ts';
import { messageIdOf } from '../../src/mail/message-id.ts';
import { hostileStatus } from '../report/hostile-recovery.ts';
import { hostileText } from '../report/hostile-text.ts';
import { HANDED_OVER, INPUT, PLAN, RECOVERY_ID, RESULT, STATUS, WORKFLOW_ID } from '../report/sample-recovery.ts';

const REMINDER = { number: 2, deadline: '2026-12-20T09:30:00.000Z' };
const DATA: MailData = {
  recoveryId: RECOVERY_ID,
  workflowId: WORKFLOW_ID,
  status: STATUS,
  input: INPUT,
  language: 'en',
  temporalUi: 'http://localhost:8233',
};

/** A plan that frees the boot disk by deleting its server. */
const DELETING: RecoveryStatus = { ...STATUS, plan: { ...PLAN, deletesServer: true } };

/** Each mail as it is sent in the story. */
const AT: Readonly<Record<MailKind, Partial<MailData>>> = {
  'owner-received': {},
  'owner-plan': {},
  'owner-result': { status: HANDED_OVER, result: RESULT },
  'team-plan': { reminder: REMINDER },
  'team-plan-again': { again: { why: 'changed', before: '99999999', by: 'sysadmin@example.org' }, status: DELETING },
  'team-reminder': { reminder: REMINDER },
  'team-escalation': { reminder: REMINDER },
  'team-hand-over': { status: HANDED_OVER },
  'team-ended': { status: HANDED_OVER, result: RESULT },
};

/** The wrapping undone. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(MAIL_KINDS)('%s reads well', async (kind) => {
    const { subject, text, attachments = [] } = composeMail(kind, { ...DATA, ...AT[kind], language });
    const names = attachments.map(({ filename }) => filename).join(', ');
    await expect(`Subject: ${subject}\nAttached: ${names || '-'}\n\n${text}`).toMatchFileSnapshot(
      `__snapshots__/${kind}.${language}.txt`,
    );
  });

  it.each(MAIL_KINDS)('%s keeps to 78 columns, but for what is to be pasted and single long words', (kind) => {
    const { text } = composeMail(kind, { ...DATA, ...AT[kind], language });
    const wide = text
      .split('\n')
      .filter((line) => line.length > 78 && !line.startsWith('    ') && line.trim().includes(' '));
    expect(wide).toEqual([]);
  });

  it.each(['recovered', 'refused', 'rejected', 'expired'] as const)(
    'the owner is told kindly that it ended as %s',
    (outcome) => {
      const { subject, text } = composeMail('owner-result', { ...DATA, language, result: { ...RESULT, outcome } });
      expect(flat(`${subject} ${text}`)).toMatch(
        language === 'en' ? /reply to this message/ : /répondez à ce courriel/,
      );
      expect(text).not.toContain('undefined');
      if (outcome !== 'recovered') expect(text).not.toContain('authorized_keys');
    },
  );

  it.each(['cancelled', 'failed'] as const)('a run that was %s has mails though it has no result', (phase) => {
    const undone = ['attachment of samples to recovery-1', 'volume samples (detached from its server)'];
    const data = { ...DATA, language, status: { ...STATUS, phase, undone } };
    expect(flat(composeMail('owner-result', data).text)).toMatch(language === 'en' ? /not lost/ : /pas perdues/);
    expect(flat(composeMail('team-ended', data).text)).toContain('Waiting for a sysadmin to approve the plan');
    expect(composeMail('team-ended', data).text).toContain(
      `workflows/start-workflow?workflowId=${encodeURIComponent(WORKFLOW_ID)}&workflowType=recoverServerData&`,
    );
    expect(composeMail('team-ended', data).text).toContain(
      '- attachment of samples to recovery-1\n- volume samples (detached from its server)\n',
    );
  });
});

describe('the mail that asks for the approval', () => {
  const { text } = composeMail('team-plan', DATA);

  it('holds the answer in each of the three ways', () => {
    expect(text).toContain(
      'http://localhost:8233/namespaces/default/workflows/recover-server-data%3Aarbutus%3A0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa',
    );
    expect(text).toContain(`{ "by": "you@example.org", "plan": "${PLAN.digest}" }`);
    expect(text).toContain(`npm run recovery -- approve ${WORKFLOW_ID} --by you@example.org`);
  });

  it('keeps a namespace that the configured address names', () => {
    const temporalUi = 'https://temporal.example.org/namespaces/cloud/';
    expect(composeMail('team-plan', { ...DATA, temporalUi }).text).toContain(
      'https://temporal.example.org/namespaces/cloud/workflows/recover-server-data%3A',
    );
  });

  it('needs no Temporal UI', () => {
    const { temporalUi: _, ...data } = DATA;
    const mail = composeMail('team-plan', data);
    expect(mail.text).not.toContain('http');
    expect(mail.text).toContain('approveUnlock');
  });

  it('tells the problems instead while there is no plan', () => {
    const problems = [{ code: 'server-not-locked', mayPass: true, message: 'It is not locked.', advice: 'Lock it.' }];
    const { subject, text: blocked } = composeMail('team-plan', {
      ...DATA,
      status: { ...STATUS, plan: null, problems },
    });
    expect(subject).toContain('No plan yet');
    expect(blocked).toContain('It is not locked. Lock it.');
    expect(blocked).not.toContain('approveUnlock');
  });
});

describe('the reminder of a missing input', () => {
  const fault = {
    field: 'owner.mail',
    expected: 'no field of this name',
    received: '"alice@example.org"',
    suggestion: 'owner.email',
    candidates: [],
    mend: { field: 'owner.email', value: 'alice@example.org' },
  };
  const question = {
    faults: [fault],
    more: 0,
    mend: '{ "server": "its id", "owner": { "email": "alice@example.org" } }',
  };
  const data: MailData = {
    ...DATA,
    recoveryId: 'recovery-1b2c3d4e',
    workflowId: 'started by hand',
    status: { ...STATUS, phase: 'awaiting-input', serverId: null, serverName: null, plan: null, question },
    input: null,
    reminder: REMINDER,
  };

  it.each(LANGUAGES)('in %s names what is missing and the JSON that mends it', async (language) => {
    const { subject, text } = composeMail('team-reminder', { ...data, language });
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(
      `__snapshots__/team-reminder-of-input.${language}.txt`,
    );
  });

  it.each(LANGUAGES)('in %s says what an operator must mend, where the analyst can’t', (language) => {
    const problems = [{ code: 'cloud-refuses-credential', mayPass: true, message: 'Refused.', advice: 'Renew it.' }];
    const status = { ...data.status, question: null, problems };
    const { subject, text } = composeMail('team-escalation', { ...data, language, status });
    expect(subject).toContain(language === 'en' ? 'Nobody answers' : 'Personne ne répond');
    expect(text).toContain('Refused. Renew it.');
    expect(text).not.toContain('provideInput');
  });
});

describe('the reminder', () => {
  const remind = (status: RecoveryStatus): string =>
    composeMail('team-reminder', { ...DATA, status, reminder: REMINDER }).text;

  it('asks for what is waited for', () => {
    expect(remind(STATUS)).toContain('approveUnlock');
    expect(remind(STATUS)).toContain('2026-12-20 09:30 UTC');
    expect(remind({ ...STATUS, phase: 'awaiting-unlock' })).toContain('openstack server unlock');
    expect(remind(HANDED_OVER)).toContain('confirmRecovered');
    expect(remind(HANDED_OVER)).toContain('extendHandOver');
  });
});

it('the hand-over brings the report along, in the language of the team', () => {
  const { attachments = [] } = composeMail('team-hand-over', { ...DATA, status: HANDED_OVER, language: 'fr' });
  expect(attachments.map(({ filename }) => filename)).toEqual([`${RECOVERY_ID}.html`, `${RECOVERY_ID}.md`]);
  expect(attachments[0]?.content).toContain('<html lang="fr">');
  expect(attachments[1]?.content).toContain('# Disques récupérés de l’instance genomics');
});

it('every mail says that it is automatic, and is threaded by its recovery', () => {
  const { headers } = composeMail('owner-received', DATA);
  expect(headers['Auto-Submitted']).toBe('auto-generated');
  expect(headers['References']).toContain(RECOVERY_ID);
});

it('hostile text gets no control character into any mail', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...MAIL_KINDS),
      hostileStatus,
      hostileText,
      fc.constantFrom(...LANGUAGES),
      (kind, status, hostile, language) => {
        const input = { ...INPUT, requestedBy: hostile, ticket: { id: hostile } };
        const { subject, text } = composeMail(kind, { ...DATA, status, input, language, reminder: REMINDER });
        expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      },
    ),
    { numRuns: 200 },
  );
});

describe('Message-IDs', () => {
  it('are the same at every attempt and different for every mail', () => {
    const id = messageIdOf(RECOVERY_ID, 'team-reminder.handed-over', 2, 'Cloud recovery <recovery@example.org>');
    expect(id).toBe('<recovery-0a2ef1aa-1b2c3d4e.team-reminder.handed-over.2@example.org>');
    expect(messageIdOf(RECOVERY_ID, 'team-reminder.handed-over', 3, 'example.org')).not.toBe(id);
  });

  it('are valid whatever they are made of', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.nat(), hostileText, (recovery, kind, number, from) => {
        expect(messageIdOf(recovery, kind, number, from)).toMatch(
          /^<[a-z0-9-]+(\.[a-z0-9-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)*>$/,
        );
      }),
    );
  });
});
