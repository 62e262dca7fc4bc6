import type { NoteWords } from './types.ts';

export const en: NoteWords = {
  started: (page) => ({
    subject: 'Recovery: started from this ticket',
    text: `A data recovery was started from this ticket. How far it is, and what it waits for:\n\n    ${page}\n\nEvery step that matters is noted here.`,
  }),
  alreadyRunning: (page) => ({
    subject: 'Recovery: this server is being recovered already',
    text: `This server is being recovered already, so no second recovery was begun:\n\n    ${page}`,
  }),
  notBegun: (page, reason) => ({
    subject: 'Recovery: nothing was begun',
    text: `The recovery ended before anything was begun, and nothing was changed: ${reason}\n\n    ${page}\n\nAnother event of this ticket starts no second one: start it by hand when the reason is gone.`,
  }),
  asks: (page, questions, mend) => ({
    subject: 'Recovery: waiting for an answer before it can begin',
    text: [
      `The recovery can't begin yet. Please answer on its page, by More Actions, Send an Update, provideInput:\n\n    ${page}`,
      ...(questions.length === 0 ? [] : [questions.map((question) => `- ${question}`).join('\n')]),
      ...(mend === null ? [] : [`This would mend it, once you have checked it:\n\n    ${mend}`]),
      'Ids that only the words of this ticket mention are suggestions; nobody acts on them without you.',
    ].join('\n\n'),
  }),
  decision: (page, lines) => ({
    subject: 'Recovery: the plan is approved',
    text: [
      lines.length === 0 ? 'The plan is approved.' : lines.join('\n'),
      `Nova is asked next whether the server is really unlocked:\n\n    ${page}`,
    ].join('\n\n'),
  }),
  closed: (page) => ({
    subject: 'Recovery: still running, although this ticket is closed',
    text: `This ticket was closed, but its recovery still runs. It goes on by itself. Shall it end instead? Then cancel it on its page, and it undoes what it did:\n\n    ${page}`,
  }),
};
