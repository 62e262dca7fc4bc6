import type { NoteWords } from './types.ts';

export const fr: NoteWords = {
  started: (page) => ({
    subject: 'Récupération : lancée depuis ce billet',
    text: `Une récupération de données a été lancée depuis ce billet. Où elle en est, et ce qu’elle attend :\n\n    ${page}\n\nChaque étape importante est notée ici.`,
  }),
  alreadyRunning: (page) => ({
    subject: 'Récupération : déjà en cours pour ce serveur',
    text: `Ce serveur est déjà en cours de récupération ; aucune seconde récupération n’a été lancée :\n\n    ${page}`,
  }),
  notBegun: (page, reason) => ({
    subject: 'Récupération : rien n’a été entrepris',
    text: `La récupération a pris fin avant d’avoir entrepris quoi que ce soit, et rien n’a changé : ${reason}\n\n    ${page}\n\nUn autre événement de ce billet n’en lance pas de seconde : lancez-la à la main quand la cause aura disparu.`,
  }),
  asks: (page, questions, mend) => ({
    subject: 'Récupération : une réponse est attendue avant le début',
    text: [
      `La récupération ne peut pas encore commencer. Répondez sur sa page, par More Actions, Send an Update, provideInput :\n\n    ${page}`,
      ...(questions.length === 0 ? [] : [questions.map((question) => `- ${question}`).join('\n')]),
      ...(mend === null ? [] : [`Ceci y remédierait, une fois vérifié par vous :\n\n    ${mend}`]),
      'Les identifiants que seul le texte de ce billet mentionne sont des suggestions ; rien n’est fait sans vous.',
    ].join('\n\n'),
  }),
  decision: (page, lines) => ({
    subject: 'Récupération : le plan est approuvé',
    text: [
      lines.length === 0 ? 'Le plan est approuvé.' : lines.join('\n'),
      `Nova est maintenant interrogé pour savoir si le serveur est vraiment déverrouillé :\n\n    ${page}`,
    ].join('\n\n'),
  }),
  closed: (page) => ({
    subject: 'Récupération : toujours en cours, bien que ce billet soit fermé',
    text: `Ce billet a été fermé, mais sa récupération est toujours en cours. Elle continue d’elle-même. Doit-elle prendre fin ? Annulez-la alors sur sa page ; elle défait ce qu’elle a fait :\n\n    ${page}`,
  }),
};
