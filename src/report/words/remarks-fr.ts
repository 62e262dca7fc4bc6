import type { ActivationWrites } from '../../contract/remarks.ts';
import { type RemarkWords, sentence } from './remarks.ts';

const NOTHING_HERE = 'Rien à récupérer ici.';
const ON_A_CLONE = 'L’assembler sur un clone.';
const BY_HAND_ON_A_CLONE = 'L’activer à la main, sur un clone.';
const ALL_IN_ONE = 'Recommencer avec les volumes qui les contiennent, tous dans la même récupération.';
const ONE_OF_THEM = 'Recommencer avec un seul des deux.';
const ONE_OF_THEM_OR_IMAGE =
  'Recommencer avec un seul des deux; si l’autre est celui du serveur de récupération, avec une autre image pour ce serveur.';
const CLONES_OF_BOTH = 'Il se rejoue sur des clones des deux.';
const NOT_REPLAYED_HERE = 'Il n’est pas rejoué; cela se fait sur des clones des deux.';
const MAY_BE_MISSING = 'les fichiers les plus récents peuvent manquer ici.';
const JOURNAL_DIRTY = `Son journal contient des changements qui n’ont pas été rejoués : ${MAY_BE_MISSING}`;

const WRITES: Readonly<Record<ActivationWrites, string>> = {
  'thin-pool': 'un réservoir fin est ouvert en écriture dès qu’il est activé',
  thin: 'un volume fin a besoin de son réservoir, qui est ouvert en écriture dès qu’il est activé',
  cache: 'un cache écrit dans ses métadonnées dès qu’il est activé, et reporte ses données sur son origine',
  'cache-pool': 'un cache écrit dans ses métadonnées dès qu’il est activé, et reporte ses données sur son origine',
  writecache: 'un cache d’écriture reporte ses données sur son origine; sans lui, les plus récentes manquent',
  mirror: 'un miroir écrit dans son journal dès qu’il est activé, et recopie un côté sur l’autre',
  vdo: 'un volume VDO écrit dans son journal dès qu’il est activé',
  'vdo-pool': 'un réservoir VDO écrit dans son journal dès qu’il est activé',
  snapshot: 'un instantané LVM écrit dans sa réserve dès que l’on écrit dans son origine ou dans lui-même',
  raid: 'le RAID écrit dans ses superblocs dès qu’il est activé, en lecture seule ou non',
  unknown: 'il peut écrire sur ses disques dès qu’il est activé',
};

/** Zéro est au singulier. */
const isOne = (count: number): boolean => count < 2;
const slots = (numbers: readonly number[]): string =>
  `${numbers.length === 1 ? 'emplacement' : 'emplacements'} ${numbers.join(', ')}`;
const at = (signatures: readonly { type: string; offset: number }[]): string =>
  signatures.map(({ type, offset }) => `${type} à l’octet ${offset}`).join(', ');
const member = ({ level, name }: { level: string; name: string }): string =>
  `Un membre d’une grappe RAID logicielle (${level}, ${name})`;

export const remarksFr: RemarkWords = {
  // Ce qui ne contient pas de fichiers, ou n’est pas lu.
  encrypted: ({ with: what, command }) => [
    `Chiffré avec ${what}.`,
    `Son propriétaire a la phrase de passe ou la clé de récupération. Sur le serveur de récupération : ${command}. Envoyez ensuite la mise à jour inspectAgain; la phrase de passe n’entre jamais dans ce système.`,
  ],
  swap: ['Espace d’échange : il ne contient pas de fichiers.', NOTHING_HERE],
  'swap-suspended': [
    'Espace d’échange avec l’image d’un système mis en veille prolongée : il ne contient pas de fichiers.',
    'Toute sa mémoire s’y trouve, clés et mots de passe compris : ne la remettez pas au propriétaire. La personne qui enquête sur l’intrusion peut en avoir besoin.',
  ],
  'physical-volume': ['Un volume physique LVM.', 'Ses volumes logiques sont dans la liste.'],
  'lvm1-physical-volume': ['Un volume physique LVM 1.', 'Un système d’avant 2018 peut le lire.'],
  'md-superblock-unreadable': [
    'Un membre d’une grappe RAID logicielle dont le superbloc n’a pas pu être lu.',
    'Voir avec mdadm --examine; l’assembler sur un clone.',
  ],
  'firmware-raid': [
    'Un membre d’un RAID matériel (décrit par les disques de son contrôleur).',
    'L’assembler avec mdadm sur des clones de tous ses disques.',
  ],
  'ext-journal': ['Le journal d’un ext3 ou ext4 qui est sur un autre périphérique.', NOT_REPLAYED_HERE],
  'xfs-log': ['Le journal d’un xfs qui est sur un autre périphérique.', NOT_REPLAYED_HERE],
  zfs: [
    'Un membre d’un pool ZFS.',
    'L’importer à la main là où ZFS est installé, sur un clone : zpool import -o readonly=on -N.',
  ],
  bcache: ['Un périphérique bcache.', 'L’enregistrer y écrit : travailler sur un clone.'],
  vdo: ['Un périphérique VDO, qui compresse et déduplique.', 'Le démarrer y écrit : travailler sur un clone.'],
  stratis: ['Un périphérique d’un pool Stratis.', 'Démarrer le pool y écrit : travailler sur un clone.'],
  drbd: [
    'Un périphérique DRBD, dont les données propres sont à la fin : ce qu’il contient commence au début.',
    'Sur un clone : le présenter sans sa fin, et monter ce qui s’y trouve en lecture seule.',
  ],
  ldm: [
    'Une partie d’un disque dynamique de Windows (LDM).',
    'ldmtool en présente les volumes, sur un clone : ldmtool create all.',
  ],
  'dm-integrity': ['Un périphérique dm-integrity.', 'L’ouvrir sur un clone : integritysetup open.'],
  'dm-verity': ['Des sommes de contrôle dm-verity : il ne contient pas de fichiers.', NOTHING_HERE],
  'snapshot-store': ['La réserve d’un instantané LVM.', 'Elle ne sert qu’avec son origine, sur un clone.'],
  ceph: ['Un disque d’une grappe Ceph.', 'Ses objets ont besoin de la grappe.'],
  vmfs: ['Un magasin de données VMware.', 'Le lire avec vmfs-fuse, sur un clone.'],
  opened: ({ path }) => [`Un conteneur chiffré, ouvert sous ${path}.`, 'Ce qu’il contient est dans la liste.'],
  'extended-partition': [
    'Une partition étendue, qui ne contient pas de fichiers en soi.',
    'Ses partitions logiques sont dans la liste.',
  ],
  'empty-partition-table': [
    'Une table de partitions où le noyau ne lit aucune partition : elle est vide, ou endommagée.',
    'Voir avec sfdisk --dump sur le serveur de récupération, qui connaît aussi la seconde copie d’une GPT.',
  ],
  'boot-loader': ['Une partition pour un chargeur de démarrage, sans système de fichiers.', NOTHING_HERE],
  'nothing-recognised': [
    'Rien n’y est reconnu : vide, effacé, ou chiffré sans en-tête.',
    'Demander au propriétaire ce qui s’y trouvait; un outil qui cherche des fichiers octet par octet peut en trouver des restes.',
  ],
  unreadable: ({ error }) => [
    `Il n’a pas pu être lu : ${error}`,
    'Voir le journal du noyau sur le serveur de récupération; réessayer sur un clone de son instantané.',
  ],
  'signatures-contradict': ({ signatures }) => [
    `Plusieurs signatures s’y contredisent${signatures.length === 0 ? '' : ` : ${at(signatures)}`}.`,
    'Voir avec wipefs --no-act sur le serveur de récupération; une personne experte décide laquelle est la vraie.',
  ],
  'signatures-beside': ({ signatures }) => [
    `Il porte aussi la signature d’autre chose : ${at(signatures)}. C’est ce qui était là avant, ou il a été écrasé en partie.`,
    'Voir avec wipefs --no-act sur le serveur de récupération, s’il manque des fichiers.',
  ],

  // Montage.
  'filesystem-unsupported': ({ fstype }) => [
    `Le système de fichiers ${fstype} n’est pas monté ici.`,
    'Le monter à la main, en lecture seule et sans rejouer son journal, ou copier tout le périphérique.',
  ],
  'no-driver': ({ fstype }) => [
    `Le noyau du serveur de récupération n’a pas de pilote pour ${fstype}.`,
    `Recommencer avec une autre image pour le serveur de récupération, comme ${fstype === 'ntfs' ? 'Debian 13' : 'Debian 12'}.`,
  ],
  'mount-failed': ({ error, xfs4 }) =>
    xfs4
      ? [
          `Il n’a pas pu être monté : ${error} C’est un xfs de version 4, que les noyaux récents refusent.`,
          'Recommencer avec une image au noyau plus ancien pour le serveur de récupération, comme Debian 12.',
        ]
      : [
          `Il n’a pas pu être monté : ${error}`,
          'Voir le journal du noyau sur le serveur de récupération; rejouer le journal ou réparer se fait sur un clone.',
        ],
  'xfs-external-log': [
    'Un xfs dont le journal est sur un autre périphérique, qu’il ne nomme pas.',
    'Trouver le périphérique du journal (blkid : xfs_external_log), et monter à la main avec -o ro,norecovery,nouuid,logdev=PÉRIPHÉRIQUE.',
  ],
  'journal-dirty': [
    JOURNAL_DIRTY,
    'Il se rejoue sur un clone : envoyez la mise à jour replayOnClone, qui en fait un ou dit pourquoi c’est impossible.',
  ],
  'journal-elsewhere': ({ uuid, dirty }) => [
    `${dirty ? `${JOURNAL_DIRTY} ` : ''}Son journal est sur un autre périphérique, d’UUID ${uuid}, et n’a pas été rejoué : ${MAY_BE_MISSING}`,
    CLONES_OF_BOTH,
  ],
  'partition-too-long': [
    'Elle est plus longue dans la table de partitions que le disque.',
    'Le disque a été raccourci, ou la table est celle d’un autre : voir l’histoire du disque.',
  ],

  // LVM.
  'group-incomplete': ({ missing, uuids }) => [
    isOne(missing)
      ? `${missing} de ses volumes physiques n’est pas ici : ${uuids.join(', ')}.`
      : `${missing} de ses volumes physiques ne sont pas ici : ${uuids.join(', ')}.`,
    ALL_IN_ONE,
  ],
  'group-uuid-twice': [
    'Un autre périphérique a ici le même UUID qu’un de ses volumes physiques : l’un peut être la copie de l’autre.',
    ONE_OF_THEM_OR_IMAGE,
  ],
  'lvm-name-odd': ['Son nom n’est pas de ceux que LVM permet.', BY_HAND_ON_A_CLONE],
  'group-left': ['Son groupe de volumes n’a pas été activé.'],
  'activation-writes': ({ segtype, writes }) => [
    `Type ${segtype} : ${WRITES[writes]}.`,
    'L’activer sur un clone seulement.',
  ],
  'logical-volume-name-twice': [
    'Un volume logique du même nom, dans un groupe du même nom, est actif.',
    'Recommencer avec les volumes de ce groupe seulement.',
  ],
  'logical-volume-pool': ['Un réservoir : ce qu’il contient, ce sont les volumes à côté.'],
  'logical-volume-left': ['LVM ne l’a pas activé.', 'Les avertissements citent LVM.'],
  'physical-volume-of': ({ group, because }, tell) => {
    const { reason, advice } = tell(because);
    return [`Un volume physique du groupe LVM ${group}. ${reason}`, advice];
  },
  'physical-volume-uuid-twice': [
    'Un volume physique LVM qui a ici le même UUID qu’un autre : l’un peut être la copie de l’autre.',
    ONE_OF_THEM,
  ],

  // RAID logiciel, et btrfs sur plusieurs périphériques.
  'array-unsupported': ({ level, features }) => [
    `Une grappe de type ${level} qui a des particularités que l’on ne lit pas ici (${features}) : une restructuration en cours, un journal, ou plus.`,
    ON_A_CLONE,
  ],
  'array-slot-twice': [
    'Deux périphériques disent occuper la même place dans cette grappe : l’un peut être la copie de l’autre.',
    ONE_OF_THEM,
  ],
  'array-incomplete': ({ level, disks, here, needed, slots: missing }) => [
    `Une grappe de type ${level} à ${disks} membres, dont ${here} ici et à jour; il en faut ${needed}. Manque : ${slots(missing)}.`,
    ALL_IN_ONE,
  ],
  'array-of-recovery-server': [
    'Le serveur de récupération a lui-même une grappe de cet UUID.',
    'Recommencer avec une autre image pour le serveur de récupération.',
  ],
  'array-not-started': ({ error }) => [`Le noyau ne l’a pas démarrée en lecture seule : ${error}.`, ON_A_CLONE],
  'array-degraded': ({ disks, slots: missing }) => [
    isOne(missing.length)
      ? `${missing.length} de ses ${disks} membres n’est pas ici ou pas à jour (${slots(missing)}); elle se lit sans lui.`
      : `${missing.length} de ses ${disks} membres ne sont pas ici ou pas à jour (${slots(missing)}); elle se lit sans eux.`,
    'Un membre qui est ailleurs peut contenir du plus récent : comparer, si cela compte.',
  ],
  'array-members-behind': ({ paths }) => [
    isOne(paths.length)
      ? `${paths.join(', ')} est en retard sur les autres membres et a été laissé de côté.`
      : `${paths.join(', ')} sont en retard sur les autres membres et ont été laissés de côté.`,
  ],
  'member-left': ({ because, ...array }, tell) => {
    const { reason, advice } = tell(because);
    return [`${member(array)}. ${reason}`, advice];
  },
  'member-not-started': ({ error, ...array }) => [
    `${member(array)} que le noyau n’a pas démarrée en lecture seule : ${error}`,
    ON_A_CLONE,
  ],
  'member-behind': (array) => [
    `${member(array)} qui est en retard sur les autres : il a été laissé hors de la grappe.`,
    'Il contient un état plus ancien, qui peut encore servir là où le plus récent est endommagé.',
  ],
  'member-spare': (array) => [`${member(array)} qui n’y a pas de place : un disque de rechange.`, NOTHING_HERE],
  member: (array) => [`${member(array)}.`, 'La grappe est dans la liste.'],
  'btrfs-uuid-twice': [
    'Un autre périphérique a la même identité : le noyau prend les deux pour un seul système de fichiers.',
    ONE_OF_THEM_OR_IMAGE,
  ],
  'btrfs-incomplete': ({ devices, here, missing }) => [
    `Un btrfs sur ${devices} périphériques, dont ${here} ici. Manque : ${missing.map((uuid) => uuid ?? 'un périphérique dont l’UUID est inconnu').join(', ')}.`,
    ALL_IN_ONE,
  ],
  'btrfs-member': ({ at }) => [`Un périphérique du btrfs qui est monté depuis ${at}.`, 'Ses fichiers sont listés là.'],

  // Avertissements.
  'first-look': ({ mounted, active, swaps }) => [
    `Le serveur de récupération s’était déjà servi de ce disque de lui-même quand on l’a regardé : ${[
      ...mounted.map((point) => `monté sur ${point}`),
      ...active,
      ...swaps.map((path) => `espace d’échange sur ${path}`),
    ].join(', ')}. Avertissez l’équipe du nuage; comparez les données avec un clone de l’instantané.`,
  ],
  stranger: ({ path, sizeBytes, serial }) => [
    `Un disque qui n’est aucun des volumes de cette récupération est attaché aussi : ${path} (${sizeBytes} octets, ${serial === '' ? 'sans numéro de série' : `numéro de série ${serial}`}).`,
  ],
  'lvm-said': ({ error }) => [`LVM a répondu : ${error}`],
  'group-lacks': ({ group, missing }) => [
    `Il manque ${missing} de ses volumes physiques au groupe de volumes ${group} : attachez dans la même récupération les volumes qui les contiennent. Il n’a pas été activé.`,
  ],
  'group-not-activated': ({ group, because }, tell) => [
    `Le groupe de volumes ${group} n’a pas été activé. ${sentence(tell(because))}`,
  ],
  'group-failed': ({ group, error }) => [`Le groupe de volumes ${group} n’a pas pu être activé : ${error}`],
  'logical-volume-writes': ({ volume, segtype }) => [
    `Le volume logique ${volume} est de type ${segtype}, qui écrit sur ses disques dès qu’il est activé : à faire sur un clone seulement. Il n’a pas été activé.`,
  ],
  overlaid: ({ segtype, writes }) => [
    `Type ${segtype} : ${WRITES[writes]}. Il a été activé sur une surcouche du disque : ce qui s’y écrit reste dans la mémoire du serveur de récupération.`,
    'Ailleurs, l’activer aussi par une surcouche, ou sur un clone.',
  ],
  'logical-volumes-overlaid': ({ group, volumes }) => [
    `Volumes logiques du groupe ${group} qui écrivent, ou peuvent écrire, sur ses disques dès qu’ils sont activés : ${volumes.join(', ')}. Ils sont lus par une surcouche, pour que les disques restent tels quels; ailleurs, ne pas les activer sans cela.`,
  ],
  'logical-volume-not-activated': ({ volume, because }, tell) => [
    `Le volume logique ${volume} n’a pas été activé. ${sentence(tell(because))}`,
  ],
  'array-remark': ({ name, level, because }, tell) => [`Grappe ${name} (${level}) : ${sentence(tell(because))}`],
  'partition-beyond-the-end': ({ path }) => [
    `${path} est plus longue dans la table de partitions que le disque : le disque a été raccourci, ou la table est celle d’un autre.`,
  ],
  'device-signatures': ({ path, because }, tell) => [`${path} : ${tell(because).reason}`],
  'filesystems-left-out': ({ count }) => [
    isOne(count)
      ? `${count} autre système de fichiers n’est pas dans ce rapport; il est monté quand même.`
      : `${count} autres systèmes de fichiers ne sont pas dans ce rapport; ils sont montés quand même.`,
  ],

  // Lignes d’un fstab, dans un tableau.
  'fstab-no-disk': ['pas un disque'],
  'fstab-network': ['un système de fichiers en réseau : pas sur ces volumes'],
  'fstab-other-disk': ['le nom que l’instance donnait à un autre disque; il ne se traduit pas'],
  'fstab-elsewhere': ['pas sur les volumes de cette récupération'],

  // Ce qui a été fait d’une identité qui existe deux fois. Rien n’est renommé sur les disques.
  'handled-group-not-activated': [
    'Aucun groupe de volumes n’y a été activé : LVM ne peut pas les distinguer. Recommencer avec un seul d’entre eux.',
  ],
  'handled-array-not-started': [
    'La grappe n’a pas été démarrée : ses membres ne se distinguent pas. Recommencer avec un seul d’entre eux.',
  ],
  'handled-btrfs-not-mounted': [
    'Non monté : le noyau les prend pour un seul système de fichiers. Recommencer avec un seul d’entre eux.',
  ],
  'handled-opened-by-path': ['Ouvert par son chemin, jamais par son UUID.'],
  'handled-found-by-disk': ['Les partitions sont trouvées par leur disque, jamais par leur UUID.'],
  'handled-mounted-by-path': ['Monté par son chemin, jamais par son UUID.'],
  'handled-mounted-nouuid': ['Monté par son chemin, avec nouuid.'],
  'handled-one-group-at-a-time': ['LVM n’a vu que les disques d’un groupe à la fois; rien n’a été renommé.'],
};
