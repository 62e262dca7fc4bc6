import type { Part } from '../text.ts';
import type { AnswerWays, Ending, MailFacts, MailTexts, Place, Waiting } from './types.ts';

const hello = ({ ownerName }: MailFacts): string => (ownerName === null ? 'Bonjour,' : `Bonjour ${ownerName},`);
const tag = ({ ticket }: MailFacts): string => (ticket === null ? '' : ` [${ticket}]`);
const ofCloud = ({ cloud }: MailFacts): string => (cloud === null ? '' : ` (nuage ${cloud})`);
const SIGNATURE = 'L’équipe infonuagique';

const reference = ({ serverId, recoveryId, ticket }: MailFacts): Part =>
  `Instance ${serverId}; récupération ${recoveryId}${ticket === null ? '' : `; billet ${ticket}`}.`;

const answer = (purpose: string, { signal, json, link, command }: AnswerWays): Part[] => [
  link === null
    ? `${purpose} : ouvrez la récupération dans l’interface de Temporal, choisissez « Send a Signal », prenez ${signal} et collez ceci, avec votre propre adresse :`
    : `${purpose} : à la page`,
  ...(link === null
    ? []
    : [
        { verbatim: [link] },
        `choisissez « Send a Signal », prenez ${signal} et collez ceci, avec votre propre adresse :`,
      ]),
  { verbatim: [json] },
  'ou bien, dans un terminal sur la machine du service :',
  { verbatim: [command] },
];

const WHERE: Readonly<Record<Place, string>> = {
  untouched: 'intact, attaché là où il était',
  detached: 'détaché, dans votre projet',
  returned: 'attaché de nouveau à l’instance compromise',
};

const OWNER_ENDING: Readonly<Record<Ending, { subject: string; text: readonly string[] }>> = {
  recovered: {
    subject: 'la récupération est terminée',
    text: [
      'La récupération est terminée : vos disques ont pu être lus, et l’accès a été donné pour que vos données soient copiées.',
    ],
  },
  refused: {
    subject: 'la récupération doit se faire autrement',
    text: [
      'La récupération n’a pas pu se faire automatiquement telle que demandée. Rien n’a été modifié et vos données sont là où elles étaient. L’équipe infonuagique en connaît la raison et cherchera une autre façon de faire avec vous.',
    ],
  },
  rejected: {
    subject: 'le plan de récupération n’a pas été approuvé',
    text: [
      'L’équipe infonuagique n’a pas approuvé ce plan de récupération. Cela ne vous met pas en cause : une autre façon de faire est peut-être plus sûre pour vos données. Rien n’a été modifié et vos données sont là où elles étaient. L’équipe vous écrira au sujet de la suite.',
    ],
  },
  expired: {
    subject: 'la récupération a été arrêtée',
    text: [
      'Personne n’a pu approuver ou terminer la récupération dans le délai prévu; elle a donc été arrêtée. Vos données ne sont pas perdues. Répondez à ce courriel et nous recommencerons avec vous.',
    ],
  },
  cancelled: {
    subject: 'la récupération a été annulée',
    text: ['La récupération a été annulée et ce qu’elle avait commencé a été défait. Vos données ne sont pas perdues.'],
  },
  failed: {
    subject: 'la récupération a été interrompue',
    text: [
      'La récupération a rencontré une erreur et s’est arrêtée; ce qu’elle avait commencé a été défait autant que possible. Vos données ne sont pas perdues. L’équipe infonuagique a été avertie et prendra la relève.',
    ],
  },
};

const TEAM_ENDING: Readonly<Record<Ending, string>> = {
  recovered: 'les données ont été récupérées',
  refused: 'refusée : impossible telle que demandée',
  rejected: 'plan rejeté',
  expired: 'personne n’a répondu à temps',
  cancelled: 'annulée',
  failed: 'une étape a échoué',
};

const WAITING: Readonly<Record<Waiting, { subject: string; text: string }>> = {
  cloud: { subject: 'que le nuage soit prêt', text: 'que le nuage soit dans l’état qu’il faut à la récupération' },
  approval: { subject: 'l’approbation', text: 'l’approbation du plan' },
  unlock: { subject: 'le déverrouillage', text: 'qu’un sysadmin déverrouille l’instance (le plan est approuvé)' },
  confirmation: { subject: 'la confirmation', text: 'que quelqu’un confirme que les données ont été copiées' },
};

const reminderTitle = (number: number, escalated: boolean): string =>
  escalated ? 'Personne ne répond' : number === 0 ? 'Pas encore' : `Rappel ${number}`;

/** Le premier, 0, vient aussitôt : un plan approuvé qu’on ne peut pas suivre. */
function whyReminded(number: number, escalated: boolean): string {
  if (escalated) return 'Vous recevez ceci parce que l’équipe infonuagique n’a pas répondu.';
  return number === 0 ? 'Le plan est approuvé, mais le nuage n’est plus ce qu’il était.' : `Rappel ${number}.`;
}

/** Pourquoi un autre plan arrive, ou le même de nouveau. */
function planAgain({ why, before, by }: { why: 'changed' | 'lapsed'; before: string; by: string | null }): string {
  if (why === 'lapsed')
    return `L’approbation de ${by ?? 'quelqu’un'} ne compte plus; la page de la récupération dit pourquoi. Le plan est le même, et l’approbation est demandée de nouveau.`;
  const change = `Le nuage a changé, et le plan avec lui : le plan ${before}, que vous avez reçu, est caduc.`;
  return by === null ? change : `${change} L’approbation de ${by}, qui n’a pas vu celui-ci, l’est aussi.`;
}

const leftOver = (left: readonly string[] | null): Part[] => {
  if (left === null) return [];
  return left.length === 0
    ? ['Il ne reste rien d’autre de ce que cette récupération a créé.']
    : ['Impossible à supprimer; veuillez le faire à la main :', { list: left }];
};

const REBUILD: Part[] = [
  'Pour la suite, construisez une nouvelle instance plutôt que de réparer l’ancienne : on ne peut plus se fier à ce qu’un intrus a eu entre les mains.',
  {
    list: [
      'Transférez vos données, et réinstallez les programmes à partir de leur source.',
      'Ne copiez pas sans les examiner les exécutables, les scripts, les clés SSH (y compris authorized_keys), les tâches planifiées et les fichiers de démarrage de l’interpréteur de commandes.',
      'Remplacez tous les mots de passe, clés et jetons qui se trouvaient sur l’instance.',
    ],
  },
];

export const fr = {
  ownerReceived: (facts) => ({
    subject: `Votre instance ${facts.server} a été arrêtée; nous prenons soin de vos données${tag(facts)}`,
    parts: [
      hello(facts),
      `Nous sommes désolés de vous apporter une mauvaise nouvelle : notre équipe de soutien technique a confirmé que votre instance ${facts.server}${ofCloud(facts)} a été compromise, c’est-à-dire que quelqu’un d’autre pouvait s’en servir. Elle a été fermée et verrouillée pour que personne ne puisse la lancer ou s’en servir pour nuire.`,
      ...(facts.confirmation === null ? [] : [`Ce qui a été observé : ${facts.confirmation.reason}`]),
      'Vos données ne sont pas perdues. Nous n’avons rien supprimé, et les disques sont conservés tels quels.',
      'Ce qui se passe maintenant :',
      {
        list: [
          'Nous préparons un plan pour accéder à vos données sans lancer l’instance compromise; vous le recevrez par courriel.',
          'L’équipe infonuagique l’approuve.',
          'Une personne d’expérience copie les données à partir d’un serveur distinct et isolé.',
        ],
      },
      'Vous n’avez rien à faire pour l’instant. Si vous le pouvez, répondez à ce courriel en décrivant votre plan de récupération en quelques mots : quelles données comptent le plus, où elles se trouvaient, et ce qui peut être téléchargé ou calculé de nouveau. Cela nous aide à commencer par l’essentiel.',
      'N’essayez pas de lancer ni de supprimer l’instance, et ne supprimez pas ses volumes.',
      reference(facts),
      SIGNATURE,
    ],
  }),
  ownerPlan: (facts, { paragraphs, needsUnlock, again }) => ({
    subject: `Plan de récupération des données de votre instance ${facts.server}${tag(facts)}`,
    parts: [
      hello(facts),
      ...(again ? ['Le nuage a changé, et le plan avec lui : celui-ci remplace celui que vous avez reçu.'] : []),
      `Voici le plan pour les données de votre instance ${facts.server}. L’instance compromise n’est jamais lancée, et rien n’est écrit sur ses disques.`,
      needsUnlock
        ? 'L’équipe infonuagique doit l’approuver et déverrouiller l’instance; d’ici là, rien n’est touché.'
        : 'L’équipe infonuagique doit l’approuver; d’ici là, rien n’est touché.',
      ...paragraphs,
      'Vous n’avez rien à faire. S’il manque quelque chose d’important dans cette liste, répondez à ce courriel.',
      reference(facts),
      SIGNATURE,
    ],
  }),
  ownerResult: (facts, ending, volumes) => ({
    subject: `Instance ${facts.server} : ${OWNER_ENDING[ending].subject}${tag(facts)}`,
    parts: [
      hello(facts),
      ...OWNER_ENDING[ending].text,
      ...(volumes.length === 0
        ? []
        : [
            'Où se trouvent vos volumes maintenant :',
            { list: volumes.map(({ name, where }) => `${name} : ${WHERE[where]}`) },
          ]),
      ...(ending === 'recovered' ? REBUILD : []),
      'Si quelque chose n’est pas clair ou s’il manque quelque chose, répondez à ce courriel : une personne le lira.',
      reference(facts),
      SIGNATURE,
    ],
  }),
  teamPlan: (facts, plan, problems, answers, deadline, again) => ({
    subject: `[${facts.recoveryId}] ${plan === null ? 'Pas encore de plan' : again === null ? 'Approbation demandée' : 'Approbation demandée de nouveau'} : récupération de l’instance ${facts.server}${tag(facts)}`,
    parts: [
      plan === null
        ? `La récupération de l’instance ${facts.server}${ofCloud(facts)} ne peut pas être planifiée dans l’état actuel du nuage.`
        : `La récupération de l’instance ${facts.server}${ofCloud(facts)} attend votre approbation. D’ici là, rien n’est touché.`,
      ...(again === null ? [] : [planAgain(again)]),
      ...(facts.requestedBy === null ? [] : [`Demandée par ${facts.requestedBy}.`]),
      ...(facts.confirmation === null
        ? ['On n’a pas indiqué qui a confirmé la compromission.']
        : [`Compromission confirmée par ${facts.confirmation.by} : ${facts.confirmation.reason}`]),
      ...(problems.length === 0 ? [] : ['Problèmes (en anglais) :', { list: problems }]),
      ...(plan === null
        ? []
        : [
            ...plan.paragraphs,
            ...answer('Pour approuver', answers.approve),
            ...answer('Pour rejeter', answers.reject),
            ...(answers.deletion === null
              ? []
              : [
                  'Ce plan supprime l’instance, ce qui est irréversible. Il lui faut cette deuxième approbation, qui répète le nom de l’instance :',
                  ...answer('Pour approuver la suppression', answers.deletion),
                ]),
            'L’empreinte indique à quel plan vous répondez. Après l’approbation, le système vérifie dans Nova que l’instance est bien déverrouillée, si c’est nécessaire.',
          ]),
      ...(deadline === null
        ? []
        : [`Sans réponse, la récupération se termine d’elle-même le ${deadline}, sans que rien soit touché.`]),
      reference(facts),
    ],
  }),
  teamReminder: (facts, { number, since, deadline, waiting, escalated, problems }, answers) => ({
    subject: `[${facts.recoveryId}] ${reminderTitle(number, escalated)} : ${facts.server} attend ${WAITING[waiting].subject}${tag(facts)}`,
    parts: [
      `${whyReminded(number, escalated)} La récupération de l’instance ${facts.server}${ofCloud(facts)} attend ceci depuis le ${since} : ${WAITING[waiting].text}.`,
      ...(problems.length === 0 ? [] : ['Ce qui fait obstacle (en anglais) :', { list: problems }]),
      ...(deadline === null
        ? []
        : [`Elle se termine d’elle-même le ${deadline}; ce qu’elle a créé est alors supprimé.`]),
      ...answers.flatMap((ways) => answer(`Pour répondre par ${ways.signal}`, ways)),
      ...(waiting === 'unlock'
        ? ['Pour déverrouiller :', { verbatim: [`openstack server unlock ${facts.serverId}`] }]
        : []),
      reference(facts),
    ],
  }),
  inputReminder: (
    { number, since, deadline, escalated },
    { recoveryId, workflowId, link, faults, mend, problems },
  ) => ({
    subject: `[${recoveryId}] ${reminderTitle(number, escalated)} : une récupération attend ses données de départ`,
    parts: [
      `${whyReminded(number, escalated)} Une récupération que quelqu’un a lancée attend depuis le ${since}. Elle ne peut pas commencer tant qu’on ne sait pas sur quoi elle porte.`,
      ...(faults.length === 0 ? [] : ['Ce qui manque ou ne va pas (en anglais) :', { list: faults }]),
      ...(problems.length === 0 ? [] : ['Ce qui fait obstacle (en anglais) :', { list: problems }]),
      link === null ? `C’est le workflow ${workflowId} dans l’interface de Temporal.` : 'Sa page :',
      ...(link === null ? [] : [{ verbatim: [link] }]),
      ...(mend === null
        ? []
        : [
            'Pour la compléter, choisissez-y « Send an Update », prenez provideInput et collez ceci, avec les bonnes valeurs :',
            { verbatim: [mend] },
          ]),
      ...(deadline === null ? [] : [`Elle se termine d’elle-même le ${deadline}; rien n’aura été commencé.`]),
    ],
  }),
  teamHandOver: (facts, { login, mounts, unmounted, warnings, decisions }, answers) => ({
    subject: `[${facts.recoveryId}] À vous : les disques de ${facts.server} sont lisibles${tag(facts)}`,
    parts: [
      `Les disques de l’instance ${facts.server}${ofCloud(facts)} sont montés, en lecture seule, sur le serveur de récupération. Le rapport est joint.`,
      ...decisions,
      ...(login === null ? [] : ['Connexion :', { verbatim: [login] }]),
      mounts.length === 0
        ? 'Aucun système de fichiers n’a pu être monté; le rapport dit pourquoi.'
        : 'Ce qui se trouve où :',
      ...(mounts.length === 0 ? [] : [{ list: mounts }]),
      ...(unmounted === 0 ? [] : [`Non montés : ${unmounted}; le rapport dit pourquoi.`]),
      ...(warnings.length === 0 ? [] : ['Avertissements :', { list: warnings }]),
      'Copiez les données, vérifiez-les, et ne restaurez pas à l’aveugle les exécutables, les clés ou les tâches planifiées.',
      ...answer('Quand les données sont copiées', answers.confirm),
      ...answer('Pour garder le serveur de récupération plus longtemps', answers.extend),
      reference(facts),
    ],
  }),
  teamEnded: (facts, ending, { summary, problems, volumes, decisions, undone, left, startAgain }) => ({
    subject: `[${facts.recoveryId}] Terminée : ${facts.server}, ${TEAM_ENDING[ending]}${tag(facts)}`,
    parts: [
      `La récupération de l’instance ${facts.server}${ofCloud(facts)} est terminée : ${TEAM_ENDING[ending]}.`,
      ...(summary === '' ? [] : [`Résumé (en anglais) : ${summary}`]),
      ...decisions,
      ...(problems.length === 0 ? [] : ['Problèmes (en anglais) :', { list: problems }]),
      ...(volumes.length === 0
        ? []
        : [
            'Où se trouvent les originaux :',
            {
              list: volumes.map(
                ({ name, where, snapshotId }) =>
                  `${name} : ${where === 'detached' ? 'détaché, dans le projet' : WHERE[where]}${snapshotId === null ? '' : `; instantané de preuve ${snapshotId}`}`,
              ),
            },
          ]),
      ...(undone.length === 0 ? [] : ['Annulé, dans cet ordre (en anglais) :', { list: undone }]),
      ...leftOver(left),
      ...(startAgain === null
        ? []
        : [
            'Pour réessayer, ce formulaire de l’interface de Temporal est rempli comme il l’était :',
            { verbatim: [startAgain] },
          ]),
      reference(facts),
    ],
  }),
} satisfies MailTexts;
