import { describe, expect, it } from 'vitest';
import { objectionTo } from '../../src/approval/objections.ts';
import { type Answer, senderVerdict } from '../../src/contract/decision.ts';
import { answer, question } from './answers.ts';

const deletion = (change: Partial<Answer> = {}): Answer =>
  answer({ kind: 'deletion-approved', serverName: 'thesis-vm', ...change });

describe('an answer that may count', () => {
  it.each<[string, Answer, Parameters<typeof question>[0]]>([
    ['names no plan', answer(), {}],
    ['names the plan as it is', answer({ plan: '1a2b3c4d' }), {}],
    ['came before there was a plan', answer({ plan: 'ffffffff' }), { plan: null }],
    ['holds until later', answer({ until: '2026-11-25T12:00:01.000Z' }), {}],
    ['is from one of the approvers, in another spelling', answer(), { rules: { approvers: ['Alice@Example.org '] } }],
    [
      'is a rejection by who asked',
      answer({ kind: 'rejected', by: 'analyst@example.org' }),
      { rules: { requesterMayApprove: false } },
    ],
    ['repeats the name of the server', deletion(), {}],
    [
      'was sent by one of the accounts',
      answer({ sender: { identity: 'alice@example.org', principal: null } }),
      { rules: { identities: ['alice@example.org'] } },
    ],
    ['is still to be looked up', answer(), { rules: { identities: ['alice@example.org'] } }],
  ])('%s', (_what, given, asked) => {
    expect(objectionTo(given, question(asked), [])).toBeNull();
  });
});

describe('an answer that does not count says why', () => {
  const mallory = { identity: 'mallory@example.org', principal: null };
  it.each<[string, Answer, Parameters<typeof question>[0]]>([
    ['only these may decide: bob@example.org', answer(), { rules: { approvers: ['bob@example.org'] } }],
    ['only these may decide', answer({ kind: 'rejected' }), { rules: { approvers: ['bob@example.org'] } }],
    [
      'who asks for a recovery may not approve it',
      answer({ by: 'ANALYST@example.org' }),
      { rules: { requesterMayApprove: false } },
    ],
    ['it names plan ffffffff, but the plan is 1a2b3c4d', answer({ plan: 'ffffffff' }), {}],
    ['it names plan ffffffff', answer({ kind: 'rejected', plan: 'ffffffff' }), {}],
    ['it held until 2026-11-25T12:00:00.000Z', answer({ until: '2026-11-25T12:00:00.000Z' }), {}],
    ['it names the server other, but it is called thesis-vm', deletion({ serverName: 'other' }), {}],
    [
      'this plan deletes no server',
      deletion(),
      { plan: { digest: '1a2b3c4d', serverName: 'thesis-vm', deletesServer: false } },
    ],
    [
      'Temporal recorded that mallory@example.org sent it',
      answer({ sender: mallory }),
      { rules: { identities: ['alice@example.org'] } },
    ],
    [
      'Temporal recorded no account',
      answer({ sender: { identity: '4242@worker-1', principal: null } }),
      { rules: { identities: ['4242@worker-1'] } },
    ],
    [
      'sent it, who asked for the recovery',
      answer({ sender: { identity: 'Analyst@example.org', principal: null } }),
      { rules: { requesterMayApprove: false } },
    ],
    ['send it as a signal', answer({ sent: { updateId: 'u1' } }), { rules: { identities: ['alice@example.org'] } }],
  ])('%s', (why, given, asked) => {
    expect(objectionTo(given, question(asked), [])).toContain(why);
  });

  it('a second one of the same person, and of the same account under another name', () => {
    const sender = { identity: 'alice@example.org', principal: null };
    const first = answer({ sender });
    expect(objectionTo(answer({ by: 'ALICE@example.org' }), question(), [first])).toContain('counts once');
    expect(objectionTo(answer({ by: 'bob@example.org', sender }), question(), [first])).toContain(
      'alice@example.org sent another one',
    );
    expect(objectionTo(answer({ by: 'bob@example.org' }), question(), [first])).toBeNull();
    // Approving the plan and approving the deletion are two things.
    expect(objectionTo(deletion(), question(), [first])).toBeNull();
  });
});

describe('who sent an answer', () => {
  it.each([
    ['same', { identity: 'Alice@example.org', principal: null }],
    ['another', { identity: 'mallory@example.org', principal: null }],
    // What the server says counts more than what the client says.
    ['another', { identity: 'alice@example.org', principal: 'mallory@example.org' }],
    ['same', { identity: 'mallory@example.org', principal: 'alice@example.org' }],
    ['unknown', { identity: '4242@worker-1', principal: null }],
    ['unknown', { identity: 'temporal-cli:root@host', principal: null }],
    ['unknown', { identity: null, principal: null }],
    ['unknown', null],
  ])('is %s for %j', (verdict, sender) => {
    expect(senderVerdict({ by: 'alice@example.org', sender })).toBe(verdict);
  });
});
