import type { PageWords } from './page.ts';

/** Zéro est au singulier. */
const count = (one: string, many: string) => (number: number) => `${number} ${number < 2 ? one : many}`;

export const pageFr: PageWords = {
  glance: {
    title: 'En bref',
    noSystem: 'Aucun système d’exploitation n’a été trouvé : ce sont des disques de données.',
    readable: (number, of) =>
      number < 2
        ? `${number} système de fichiers sur ${of} est lisible.`
        : `${number} systèmes de fichiers sur ${of} sont lisibles.`,
    data: 'Où sont les données',
    problems: 'Ce qui demande l’attention de quelqu’un',
    noProblems: 'Tout ce qui contient des fichiers a pu être lu.',
    protected: 'Vérifié : le noyau du serveur de récupération refuse d’écrire sur ces disques.',
    notProtected:
      'La protection en écriture d’un disque n’a pas pu être confirmée. N’écrivez rien; avertissez l’équipe du nuage.',
    surveyed: (at, seconds) => `Relevé du ${at}, fait en ${seconds.replace('.', ',')} secondes.`,
    cut: 'Le temps a manqué pour tout compter : les tailles précédées de « au moins » sont plus grandes en réalité.',
    file: (path) => `Le relevé complet est dans ${path} sur le serveur de récupération, pour root.`,
    failed: (reason) => `Le contenu des disques n’a pas pu être relevé : ${reason}`,
  },
  colon: '\u00A0: ',
  contents: 'Sommaire',
  disks: 'Les disques',
  picture: {
    described:
      'Barres à l’échelle, une rangée par couche, le disque en haut. Le tableau qui suit dit la même chose en mots.',
    kinds: {
      disk: 'disque',
      partition: 'partition',
      'lvm-pv': 'volume physique LVM',
      'lvm-vg': 'groupe de volumes LVM',
      'lvm-lv': 'volume logique LVM',
      'md-member': 'membre RAID',
      md: 'RAID',
      encrypted: 'chiffré',
      opened: 'ouvert',
      'btrfs-member': 'membre btrfs',
      filesystem: 'système de fichiers',
      swap: 'espace d’échange',
      other: 'autre',
      unrecognised: 'non reconnu',
    },
    legend: {
      read: 'lisible',
      partly: 'lisible; les derniers changements peuvent manquer',
      unread: 'illisible tel quel',
      nothing: 'ne contient pas de fichiers',
      holder: 'contient ce qui est en dessous',
      used: 'utilisé',
    },
    scale: 'Chaque disque est dessiné à sa propre échelle.',
    columns: ['Couche', 'Nature', 'Taille', 'Remarques'],
    more: (number) => `… et ${number} couches de plus.`,
    verdicts: {
      'writes-when-activated': 'écrit sur ses disques dès qu’il est activé',
      'through-overlay': 'lu par une surcouche',
      'not-activated': 'non activé',
      'name-twice': 'son nom existe deux fois',
      'out-of-date': 'en retard sur les autres membres',
      degraded: 'il lui manque des membres, mais il est lisible',
      'stale-signature': 'restes de quelque chose de plus ancien',
      'beyond-the-end': 'dépasse la fin du disque',
      'journal-not-replayed': 'journal non rejoué',
    },
    missing: (what) => `manque : ${what}`,
    collision: (value, paths) => `${value} existe plusieurs fois : ${paths}`,
    ownRecoveryServer: 'l’un d’eux appartient au serveur de récupération',
    names: {
      slot: (number) => `emplacement ${number}`,
      others: {
        opened: 'ouvert',
        'partition table': 'table de partitions',
        'a device whose UUID is not known': 'un périphérique dont l’UUID est inconnu',
      },
    },
  },
  lives: {
    title: 'Ce qui s’y trouve',
    facts: {
      hostname: 'Nom d’hôte',
      architecture: 'Architecture',
      timeZone: 'Fuseau horaire',
      firstBoot: 'Premier démarrage',
      lastActive: 'Dernière activité',
      kernels: 'Noyaux',
      root: 'Sa racine est dans',
    },
    unknown: 'inconnu',
    users: 'Les personnes',
    userColumns: ['Compte', 'Dossier personnel', 'Données', 'Dernier changement'],
    noAccount: 'aucun compte dans /etc/passwd',
    noHome: 'dossier absent',
    places: 'Là où sont d’habitude les données',
    placeColumns: ['Lieu', 'Là-bas', 'Ici', 'Données', 'Dernier changement'],
    place: {
      home: 'dossiers personnels',
      srv: 'données servies',
      www: 'site web',
      data: 'données',
      opt: 'logiciels ajoutés',
      mnt: 'montés là',
      mysql: 'MySQL ou MariaDB',
      postgresql: 'PostgreSQL',
      mongodb: 'MongoDB',
      redis: 'Redis',
      elasticsearch: 'Elasticsearch',
      docker: 'Docker',
      podman: 'Podman',
      jupyter: 'Jupyter',
      conda: 'Conda',
      slurm: 'Slurm',
      mail: 'courriel',
      git: 'serveur Git',
    },
    atLeast: (size) => `au moins ${size}`,
    files: count('fichier', 'fichiers'),
    folders: 'Les plus grands dossiers de',
    folderColumns: ['Dossier', 'Données', 'Fichiers'],
    more: (number) => `… et ${number} de plus.`,
    none: 'Rien n’a été trouvé aux endroits habituels.',
  },
  copy: {
    title: 'Copier les données',
    intro:
      'Le serveur de récupération n’a accès à rien : c’est vous qui venez chercher. Remplacez les mots en MAJUSCULES. À lancer là où ira la copie.',
    ways: {
      rsync:
        'Avec propriétaires et dates, et capable de reprendre après une coupure (d’abord les données, puis les systèmes de fichiers entiers) :',
      tar: 'Là où `rsync` n’est pas installé sur le serveur de récupération, en une seule archive :',
      'one-file': 'Un seul fichier :',
      'new-server': 'Directement vers la nouvelle instance du propriétaire, en passant par votre machine :',
      scp: 'Ou plus tard, de votre copie vers la nouvelle instance :',
      rclone: 'Directement vers le stockage objet avec `rclone` :',
      s3cmd: 'Directement vers le stockage objet avec `s3cmd` :',
      openstack: 'L’archive dans un conteneur Swift (d’une pièce jusqu’à 5 Gio) :',
      check: 'Comparez ensuite le nombre de fichiers, ouvrez-en quelques-uns, et confirmez seulement alors :',
    },
  },
  byHand: {
    title: 'À la main, sur une autre machine',
    intro:
      'Si le serveur de récupération n’existe plus : attachez le disque, ou mieux un clone de son instantané, à une machine qui ne démarre pas de la même image, et lancez ceci en tant que root. Rien ici n’écrit sur le disque.',
    steps: {
      name: 'Les disques, par l’identifiant de leur volume; changez-les si vous en attachez d’autres :',
      protect: 'Dès maintenant, le noyau refuse d’y écrire :',
      assemble: 'Assembler les grappes RAID logicielles, en lecture seule :',
      open: 'Ouvrir ce qui est chiffré; le propriétaire a la phrase de passe :',
      activate: 'Activer les groupes de volumes, en lecture seule :',
      overlay: 'Activer ce qui écrit sur ses disques par des surcouches de ceux-ci : la mémoire reçoit ce qui s’écrit.',
      mount: 'Monter, sans rejouer de journal :',
      release: 'À la fin, avant de détacher les disques :',
    },
  },
  notRead: {
    title: 'Ce qui est illisible, et ce qui aiderait',
    intro: 'Rien de cela n’a été tenté sur les disques eux-mêmes. Les réparations se font sur un clone.',
    nothing: 'Tout ce qui contient des fichiers a pu être lu.',
    columns: ['Où', 'Pourquoi', 'Ce qui aiderait'],
    help: {
      'not-a-filesystem': 'Rien : il ne contient pas de fichiers.',
      encrypted:
        'Demander la phrase de passe au propriétaire et l’ouvrir sur le serveur de récupération. Elle n’entre jamais dans ce système.',
      'incomplete-volume-group':
        'Recommencer avec les volumes qui contiennent le reste, tous dans la même récupération.',
      'incomplete-array':
        'Recommencer avec les volumes qui contiennent les autres membres, tous dans la même récupération.',
      'incomplete-filesystem':
        'Recommencer avec les volumes qui contiennent les autres périphériques, tous dans la même récupération.',
      'external-log': 'Recommencer avec le volume qui contient son journal, dans la même récupération.',
      'uuid-twice': 'Récupérer les deux séparément : une même machine ne peut pas les distinguer.',
      'unknown-signature': 'Demander au propriétaire ce qui s’y trouvait : vide, effacé, ou chiffré sans en-tête.',
      'ambiguous-signatures': 'Une personne experte décide quelle signature est la vraie (`wipefs --no-act`).',
      unsupported: 'Une machine qui a le bon pilote, en lecture seule, ou une copie de tout le périphérique.',
      'mount-failed':
        'Le journal du noyau du serveur de récupération; une réparation, ou le journal rejoué, sur un clone.',
      empty: 'Rien que cette inspection connaisse : sa table de partitions n’en montre aucune.',
      'writes-when-activated': 'L’activer sur un clone : cela écrit sur ses disques.',
      'through-overlay': 'Rien : il se lit tel quel.',
      'not-activated': 'Voir ce qui est dit de son groupe.',
      'name-twice': 'Sur un clone, importer l’un des deux sous un autre nom (`vgimportclone`).',
      'out-of-date': 'Prendre les autres membres : celui-ci est en retard sur eux.',
      degraded: 'Il se lit tel quel.',
      'stale-signature': 'Rien, sauf si le propriétaire cherche ce qui était là avant.',
      'beyond-the-end': 'Chercher si le disque a été réduit : sa fin manque.',
      'journal-not-replayed':
        'La mise à jour `replayOnClone` le rejoue sur un clone, si les derniers changements comptent.',
    },
    missing: (what) => `Manque : ${what}`,
    details: 'Détails',
  },
  owner: {
    title: 'Ce qu’il faut dire au propriétaire',
    intro: 'Outre l’endroit où sont maintenant les données :',
    notes: {
      'newest-missing': 'Les changements des dernières secondes avant l’arrêt peuvent manquer dans :',
      encrypted: 'Ceci est chiffré, et vous seul avez la phrase de passe :',
      incomplete: 'Une partie de ceci est sur des disques qui n’étaient pas là. Existe-t-il un autre volume?',
      'not-read': 'Ceci n’a pas pu être lu. Qu’y avait-il ?',
      databases:
        'Les bases de données sont copiées comme des fichiers. Lancez la même version sur une copie de tout le dossier; elle se répare comme après une panne de courant :',
      containers: 'Les conteneurs gardent ici leurs propres données, en plus de vos dossiers :',
      keys: 'Quiconque détient l’une des clés de ces fichiers pouvait se connecter. Gardez seulement celles que vous connaissez :',
      secrets:
        'Remplacez tous les mots de passe, clés et jetons qui étaient sur l’instance, y compris ceux d’autres services.',
      programs:
        'Prenez les données, pas les programmes : réinstallez-les à partir de leur source, et lisez les scripts avant de les lancer.',
    },
  },
  triage: {
    title: 'Pour le soutien : à ne pas reprendre à l’aveugle',
    intro:
      'Ce qui donne un accès ou s’exécute tout seul sur ce système, avec propriétaire et date. Ce sont des faits et non des conclusions : la plupart sont tels que leur propriétaire les a voulus.',
    clean: 'Un système sans aucune entrée ici n’est pas sain pour autant.',
    none: 'Rien de ce qui est cherché n’a été trouvé.',
    system: (root) => `Le système dans ${root}`,
    loose: 'Sur des disques qui n’appartiennent à aucun système',
    columns: ['Chemin', 'Propriétaire', 'Changé', 'Nature'],
    kinds: {
      'uid-0': { title: 'Comptes qui sont root', why: 'Un autre nom pour root, avec sa propre entrée.', count: null },
      'authorized-keys': {
        title: 'Clés qui laissent entrer quelqu’un',
        why: 'Qui détient l’autre moitié peut se connecter. Demandez à qui est chacune.',
        count: count('clé', 'clés'),
      },
      sudo: { title: 'Qui peut devenir root', why: 'Règles et groupes.', count: count('règle', 'règles') },
      'ssh-server': { title: 'Réglages de sshd', why: 'Ceux qui décident qui entre.', count: null },
      preload: {
        title: 'Chargé dans chaque programme',
        why: 'Un système ordinaire n’a pas ce fichier; un rootkit se cache de cette façon.',
        count: count('bibliothèque', 'bibliothèques'),
      },
      pam: {
        title: 'Vérification des connexions (PAM)',
        why: 'Changé depuis le premier démarrage, ou d’aucun paquet : on peut y laisser passer une connexion, ou la noter.',
        count: null,
      },
      cron: { title: 'Planifié par cron et at', why: 'S’exécute tout seul.', count: count('entrée', 'entrées') },
      systemd: {
        title: 'Unités et minuteries systemd',
        why: 'Celles qu’une personne a mises là, ou qui ne viennent d’aucun paquet.',
        count: null,
      },
      'start-up': {
        title: 'Autres choses au démarrage',
        why: 'rc.local, init.d, profile.d et leurs semblables.',
        count: count('ligne', 'lignes'),
      },
      'shell-start': {
        title: 'Fichiers de démarrage de l’interpréteur',
        why: 'Ils diffèrent de ce que reçoit un nouveau compte.',
        count: null,
      },
      setuid: {
        title: 'Programmes setuid et setgid',
        why: 'D’aucun paquet : qui en lance un devient quelqu’un d’autre.',
        count: null,
      },
      'temporary-program': {
        title: 'Programmes parmi les fichiers temporaires',
        why: 'Dans /tmp, /var/tmp ou /dev/shm.',
        count: null,
      },
      'web-script': {
        title: 'Scripts parmi les fichiers téléversés',
        why: 'C’est là que se trouve d’habitude un interpréteur web clandestin.',
        count: null,
      },
    },
    packaged: { yes: 'd’un paquet, changé depuis', no: 'd’aucun paquet' },
    more: (number) => `… et ${number} de plus.`,
    ordinary: (number) =>
      number < 2
        ? `${number} autre est tel qu’un paquet l’a mis.`
        : `${number} autres sont tels qu’un paquet les a mis.`,
    rpm: 'Les listes des paquets de ce système (rpm) n’ont pas été lues : ce qui vient d’un paquet est parmi le reste.',
    inFile: (path) => `La liste complète est dans ${path} sur le serveur de récupération, pour root.`,
  },
  footer: 'Les noms sur cette page viennent d’un disque compromis : ils peuvent être faits pour tromper.',
};
