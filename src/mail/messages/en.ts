import type { Part } from '../text.ts';
import type { AnswerWays, Ending, MailFacts, MailTexts, Place, Waiting } from './types.ts';

const hello = ({ ownerName }: MailFacts): string => (ownerName === null ? 'Hello,' : `Hello ${ownerName},`);
const tag = ({ ticket }: MailFacts): string => (ticket === null ? '' : ` [${ticket}]`);
const ofCloud = ({ cloud }: MailFacts): string => (cloud === null ? '' : ` (cloud ${cloud})`);
const SIGNATURE = 'The cloud team';

const reference = ({ serverId, recoveryId, ticket }: MailFacts): Part =>
  `Instance ${serverId}; recovery ${recoveryId}${ticket === null ? '' : `; ticket ${ticket}`}.`;

const answer = (purpose: string, { signal, json, link, command }: AnswerWays): Part[] => [
  link === null
    ? `${purpose}: open the recovery in the Temporal UI, choose “Send a Signal”, take ${signal} and paste this input, with your own address:`
    : `${purpose}: on the page`,
  ...(link === null
    ? []
    : [{ verbatim: [link] }, `choose “Send a Signal”, take ${signal} and paste this input, with your own address:`]),
  { verbatim: [json] },
  'or, in a terminal on the worker’s machine:',
  { verbatim: [command] },
];

const WHERE: Readonly<Record<Place, string>> = {
  untouched: 'untouched, attached where it was',
  detached: 'detached, in your project',
  returned: 'attached to the compromised instance again',
};

const OWNER_ENDING: Readonly<Record<Ending, { subject: string; text: readonly string[] }>> = {
  recovered: {
    subject: 'the recovery is finished',
    text: ['The recovery is finished: your disks could be read, and they were handed over for your data to be copied.'],
  },
  refused: {
    subject: 'the recovery needs another way',
    text: [
      'The recovery could not be done automatically as it was asked. Nothing was changed and your data is where it was. The cloud team knows the reason and will look for another way with you.',
    ],
  },
  rejected: {
    subject: 'the recovery plan was not approved',
    text: [
      'The cloud team did not approve this recovery plan. That is no judgment of you: another way may be safer for your data. Nothing was changed, and your data is where it was. The team will write to you about what comes next.',
    ],
  },
  expired: {
    subject: 'the recovery was stopped',
    text: [
      'Nobody could approve or finish the recovery in the time foreseen, so it was stopped. Your data is not lost. Reply to this message and we will start again with you.',
    ],
  },
  cancelled: {
    subject: 'the recovery was cancelled',
    text: ['The recovery was cancelled and what it had begun was undone. Your data is not lost.'],
  },
  failed: {
    subject: 'the recovery was interrupted',
    text: [
      'The recovery met a fault and was stopped; what it had begun was undone as far as possible. Your data is not lost. The cloud team has been told and will take it up.',
    ],
  },
};

const TEAM_ENDING: Readonly<Record<Ending, string>> = {
  recovered: 'the data was recovered',
  refused: 'refused: it can’t be done as asked',
  rejected: 'the plan was rejected',
  expired: 'nobody answered in time',
  cancelled: 'cancelled',
  failed: 'a step failed',
};

const WAITING: Readonly<Record<Waiting, { subject: string; text: string }>> = {
  cloud: { subject: 'the cloud to be ready', text: 'the cloud to be as the recovery needs it' },
  approval: { subject: 'approval', text: 'the approval of the plan' },
  unlock: { subject: 'the unlock', text: 'a sysadmin to unlock the instance (the plan is approved)' },
  confirmation: { subject: 'confirmation', text: 'somebody to confirm that the data was copied' },
};

const reminderTitle = (number: number, escalated: boolean): string =>
  escalated ? 'Nobody answers' : number === 0 ? 'Not yet' : `Reminder ${number}`;

/** The first of them, 0, comes at once: an approved plan that can't be carried out. */
function whyReminded(number: number, escalated: boolean): string {
  if (escalated) return 'You get this because the cloud team has not answered.';
  return number === 0 ? 'The plan is approved, but the cloud is not as it was.' : `Reminder ${number}.`;
}

/** Why the reader gets another plan, or the same one again. */
function planAgain({ why, before, by }: { why: 'changed' | 'lapsed'; before: string; by: string | null }): string {
  if (why === 'lapsed')
    return `The approval by ${by ?? 'somebody'} does not count any more; the recovery’s page says why. The plan is the same, and is asked for again.`;
  const change = `The cloud has changed, and so has the plan: plan ${before}, which you got before, is void.`;
  return by === null ? change : `${change} So is the approval by ${by}, who has not seen this one.`;
}

const leftOver = (left: readonly string[] | null): Part[] => {
  if (left === null) return [];
  return left.length === 0
    ? ['Nothing else that this recovery made is left.']
    : ['Could not be removed; please delete it by hand:', { list: left }];
};

const REBUILD: Part[] = [
  'To go on, please build a new instance rather than repairing the old one: what an intruder had in hand can’t be trusted again.',
  {
    list: [
      'Bring your data over, and install programs again from their source.',
      'Don’t copy executables, scripts, SSH keys (authorized_keys included), scheduled tasks or shell start files without looking at them.',
      'Replace every password, key and token that was on the instance.',
    ],
  },
];

export const en = {
  ownerReceived: (facts) => ({
    subject: `Your instance ${facts.server} was stopped; your data is being taken care of${tag(facts)}`,
    parts: [
      hello(facts),
      `We are sorry to bring bad news: our support team has confirmed that your instance ${facts.server}${ofCloud(facts)} was compromised, that is, somebody else could use it. It was shut off and locked, so that nobody can start it or do harm with it.`,
      ...(facts.confirmation === null ? [] : [`What was observed: ${facts.confirmation.reason}`]),
      'Your data is not lost. We have deleted nothing, and the disks are kept as they are.',
      'What happens now:',
      {
        list: [
          'We make a plan to reach your data without starting the compromised instance; you will get it by e-mail.',
          'The cloud team approves it.',
          'An experienced person copies the data out, from a separate and isolated server.',
        ],
      },
      'You need not do anything now. If you can, reply to this message with your recovery plan in a few words: which data matters most, where it was, and what can be downloaded or computed again. It helps us to start with what counts.',
      'Please don’t try to start or delete the instance, and don’t delete its volumes.',
      reference(facts),
      SIGNATURE,
    ],
  }),
  ownerPlan: (facts, { paragraphs, needsUnlock, again }) => ({
    subject: `Plan to recover the data of your instance ${facts.server}${tag(facts)}`,
    parts: [
      hello(facts),
      ...(again ? ['The cloud has changed, and so has the plan: this one replaces the one that you got before.'] : []),
      `Here is the plan for the data of your instance ${facts.server}. The compromised instance is never started, and nothing is written to its disks.`,
      needsUnlock
        ? 'The cloud team has to approve it and unlock the instance; until then nothing is touched.'
        : 'The cloud team has to approve it; until then nothing is touched.',
      ...paragraphs,
      'You need not do anything. If something important is missing from this list, reply to this message.',
      reference(facts),
      SIGNATURE,
    ],
  }),
  ownerResult: (facts, ending, volumes) => ({
    subject: `Instance ${facts.server}: ${OWNER_ENDING[ending].subject}${tag(facts)}`,
    parts: [
      hello(facts),
      ...OWNER_ENDING[ending].text,
      ...(volumes.length === 0
        ? []
        : ['Where your volumes are now:', { list: volumes.map(({ name, where }) => `${name}: ${WHERE[where]}`) }]),
      ...(ending === 'recovered' ? REBUILD : []),
      'If anything is unclear or missing, reply to this message: a person will read it.',
      reference(facts),
      SIGNATURE,
    ],
  }),
  teamPlan: (facts, plan, problems, answers, deadline, again) => ({
    subject: `[${facts.recoveryId}] ${plan === null ? 'No plan yet' : again === null ? 'Approval wanted' : 'Approval wanted again'}: recovery of instance ${facts.server}${tag(facts)}`,
    parts: [
      plan === null
        ? `The recovery of instance ${facts.server}${ofCloud(facts)} can’t be planned as the cloud is now.`
        : `The recovery of instance ${facts.server}${ofCloud(facts)} waits for your approval. Nothing is touched until then.`,
      ...(again === null ? [] : [planAgain(again)]),
      ...(facts.requestedBy === null ? [] : [`Asked for by ${facts.requestedBy}.`]),
      ...(facts.confirmation === null
        ? ['Who confirmed the compromise was not said.']
        : [`Compromise confirmed by ${facts.confirmation.by}: ${facts.confirmation.reason}`]),
      ...(problems.length === 0 ? [] : ['Problems:', { list: problems }]),
      ...(plan === null
        ? []
        : [
            ...plan.paragraphs,
            ...answer('To approve', answers.approve),
            ...answer('To reject', answers.reject),
            ...(answers.deletion === null
              ? []
              : [
                  'This plan deletes the instance, which can’t be undone. It needs this second approval, which repeats the name of the instance:',
                  ...answer('To approve the deletion', answers.deletion),
                ]),
            'The digest in the input says which plan you answer. After an approval the workflow looks in Nova whether the instance is really unlocked, where that is needed.',
          ]),
      ...(deadline === null
        ? []
        : [`Without an answer the recovery ends by itself on ${deadline}; nothing is touched then.`]),
      reference(facts),
    ],
  }),
  teamReminder: (facts, { number, since, deadline, waiting, escalated, problems }, answers) => ({
    subject: `[${facts.recoveryId}] ${reminderTitle(number, escalated)}: ${facts.server} waits for ${WAITING[waiting].subject}${tag(facts)}`,
    parts: [
      `${whyReminded(number, escalated)} The recovery of instance ${facts.server}${ofCloud(facts)} has waited since ${since} for ${WAITING[waiting].text}.`,
      ...(problems.length === 0 ? [] : ['What stands in the way:', { list: problems }]),
      ...(deadline === null ? [] : [`It ends by itself on ${deadline}; what it made is then removed.`]),
      ...answers.flatMap((ways) => answer(`To answer with ${ways.signal}`, ways)),
      ...(waiting === 'unlock' ? ['To unlock:', { verbatim: [`openstack server unlock ${facts.serverId}`] }] : []),
      reference(facts),
    ],
  }),
  inputReminder: (
    { number, since, deadline, escalated },
    { recoveryId, workflowId, link, faults, mend, problems },
  ) => ({
    subject: `[${recoveryId}] ${reminderTitle(number, escalated)}: a recovery waits for its input`,
    parts: [
      `${whyReminded(number, escalated)} A recovery that somebody started has waited since ${since}. It can’t begin before it is known what it is about.`,
      ...(faults.length === 0 ? [] : ['Missing or wrong:', { list: faults }]),
      ...(problems.length === 0 ? [] : ['What stands in the way:', { list: problems }]),
      link === null ? `It is the workflow ${workflowId} in the Temporal UI.` : 'Its page:',
      ...(link === null ? [] : [{ verbatim: [link] }]),
      ...(mend === null
        ? []
        : [
            'To complete it, choose “Send an Update” there, take provideInput and paste this input, with the right values:',
            { verbatim: [mend] },
          ]),
      ...(deadline === null ? [] : [`It ends by itself on ${deadline}; nothing was begun.`]),
    ],
  }),
  teamHandOver: (facts, { login, mounts, unmounted, warnings, decisions }, answers) => ({
    subject: `[${facts.recoveryId}] Handed over: the disks of ${facts.server} can be read${tag(facts)}`,
    parts: [
      `The disks of instance ${facts.server}${ofCloud(facts)} are mounted, read-only, on the recovery server. The report is attached.`,
      ...decisions,
      ...(login === null ? [] : ['Log in:', { verbatim: [login] }]),
      mounts.length === 0 ? 'No file system could be mounted; the report says why.' : 'What is where:',
      ...(mounts.length === 0 ? [] : [{ list: mounts }]),
      ...(unmounted === 0 ? [] : [`Not mounted: ${unmounted}; the report says why.`]),
      ...(warnings.length === 0 ? [] : ['Warnings:', { list: warnings }]),
      'Copy the data, check it, and don’t restore executables, keys or scheduled tasks blindly.',
      ...answer('When the data is copied', answers.confirm),
      ...answer('To keep the recovery server longer', answers.extend),
      reference(facts),
    ],
  }),
  teamEnded: (facts, ending, { summary, problems, volumes, decisions, undone, left, startAgain }) => ({
    subject: `[${facts.recoveryId}] Ended: ${facts.server}, ${TEAM_ENDING[ending]}${tag(facts)}`,
    parts: [
      `The recovery of instance ${facts.server}${ofCloud(facts)} has ended: ${TEAM_ENDING[ending]}.`,
      ...(summary === '' ? [] : [summary]),
      ...decisions,
      ...(problems.length === 0 ? [] : ['Problems:', { list: problems }]),
      ...(volumes.length === 0
        ? []
        : [
            'Where the originals are:',
            {
              list: volumes.map(
                ({ name, where, snapshotId }) =>
                  `${name}: ${where === 'detached' ? 'detached, in the project' : WHERE[where]}${snapshotId === null ? '' : `; evidence snapshot ${snapshotId}`}`,
              ),
            },
          ]),
      ...(undone.length === 0 ? [] : ['Undone, in this order:', { list: undone }]),
      ...leftOver(left),
      ...(startAgain === null
        ? []
        : ['To try again, this form of the Temporal UI is filled in as it was:', { verbatim: [startAgain] }]),
      reference(facts),
    ],
  }),
} satisfies MailTexts;
