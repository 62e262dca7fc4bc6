import type { Part } from '../text.ts';
import type { AnswerWays, Ending, MailFacts, MailTexts, Place } from './types.ts';

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

const WAITING = {
  approval: { subject: 'l’approbation', text: 'l’approbation du plan' },
  unlock: {
    subject: 'le déverrouillage',
    text: 'le déverrouillage de l’instance par un sysadmin (le plan est approuvé)',
  },
  confirmation: { subject: 'la confirmation', text: 'la confirmation que les données ont été copiées' },
} as const;

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
  ownerPlan: (facts, { paragraphs, needsUnlock }) => ({
    subject: `Plan de récupération des données de votre instance ${facts.server}${tag(facts)}`,
    parts: [
      hello(facts),
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
  teamPlan: (facts, plan, problems, answers, deadline) => ({
    subject: `[${facts.recoveryId}] ${plan === null ? 'Pas encore de plan' : 'Approbation demandée'} : récupération de l’instance ${facts.server}${tag(facts)}`,
    parts: [
      plan === null
        ? `La récupération de l’instance ${facts.server}${ofCloud(facts)} ne peut pas être planifiée dans l’état actuel du nuage.`
        : `La récupération de l’instance ${facts.server}${ofCloud(facts)} attend votre approbation. D’ici là, rien n’est touché.`,
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
            'L’empreinte indique à quel plan vous répondez. Après l’approbation, le système vérifie dans Nova que l’instance est bien déverrouillée, si c’est nécessaire.',
          ]),
      ...(deadline === null
        ? []
        : [`Sans réponse, la récupération se termine d’elle-même le ${deadline}, sans que rien soit touché.`]),
      reference(facts),
    ],
  }),
  teamReminder: (facts, { number, since, deadline, waiting }, answers) => ({
    subject: `[${facts.recoveryId}] Rappel ${number} : ${facts.server} attend ${WAITING[waiting].subject}${tag(facts)}`,
    parts: [
      `Rappel ${number}. La récupération de l’instance ${facts.server}${ofCloud(facts)} attend ceci depuis le ${since} : ${WAITING[waiting].text}.`,
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
  teamHandOver: (facts, { login, mounts, unmounted, warnings }, answers) => ({
    subject: `[${facts.recoveryId}] À vous : les disques de ${facts.server} sont lisibles${tag(facts)}`,
    parts: [
      `Les disques de l’instance ${facts.server}${ofCloud(facts)} sont montés, en lecture seule, sur le serveur de récupération. Le rapport est joint.`,
      ...(login === null ? [] : ['Connexion :', { verbatim: [login] }]),
      mounts.length === 0
        ? 'Aucun système de fichiers n’a pu être monté; le rapport dit pourquoi.'
        : 'Ce qui se trouve où :',
      ...(mounts.length === 0 ? [] : [{ list: mounts }]),
      ...(unmounted === 0 ? [] : [`Non montés : ${unmounted}; le rapport dit pourquoi.`]),
      ...(warnings.length === 0 ? [] : ['Avertissements (en anglais) :', { list: warnings }]),
      'Copiez les données, vérifiez-les, et ne restaurez pas à l’aveugle les exécutables, les clés ou les tâches planifiées.',
      ...answer('Quand les données sont copiées', answers.confirm),
      ...answer('Pour garder le serveur de récupération plus longtemps', answers.extend),
      reference(facts),
    ],
  }),
  teamEnded: (facts, ending, { summary, problems, volumes, undone, left, startAgain }) => ({
    subject: `[${facts.recoveryId}] Terminée : ${facts.server}, ${TEAM_ENDING[ending]}${tag(facts)}`,
    parts: [
      `La récupération de l’instance ${facts.server}${ofCloud(facts)} est terminée : ${TEAM_ENDING[ending]}.`,
      ...(summary === '' ? [] : [`Résumé (en anglais) : ${summary}`]),
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
