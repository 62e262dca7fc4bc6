/** What an approver should read, in each language; that each code has its words, the compiler sees to. */
import type { PlanRemark, PlanRemarkCode } from '../../contract/plan-remarks.ts';
import type { Language } from '../../contract/recovery-input.ts';

type PlanRemarkWords = {
  readonly [Code in PlanRemarkCode]: string | ((remark: Extract<PlanRemark, { code: Code }>) => string);
};

export const PLAN_REMARKS: Readonly<Record<Language, PlanRemarkWords>> = {
  en: {
    'server-deleted': ({ server }) =>
      `The server ${server} is deleted, which can't be undone: its addresses, its metadata and any ephemeral or swap disk of its flavor are lost. It is done last, after its evidence snapshot was made and the recovery server was tried.`,
    'locked-by-project':
      'The lock was set from inside the project, so any member may remove it: a sysadmin should lock the server.',
    'same-image':
      'The recovery server runs the same image as the compromised one, so both root file systems may share one UUID: it must not be rebooted while a volume is attached.',
    'volume-kept-by-recovery': ({ volume }) =>
      `Volume ${volume} would be deleted together with the server (delete_on_termination): the recovery switches that off and reads it back before it deletes the server.`,
    'volume-deleted-with-server': ({ volume }) =>
      `Volume ${volume} would be deleted together with the server (delete_on_termination): do not delete the server.`,
    'own-disk-left-out':
      'The server boots from an image; its own disk is not part of this recovery (options.includeRootDisk adds it).',
    'no-evidence-snapshot': 'No evidence snapshot is made (options.snapshot is false).',
  },
  fr: {
    'server-deleted': ({ server }) =>
      `L’instance ${server} est supprimée, et c’est irréversible : ses adresses, ses métadonnées et les disques éphémères ou d’échange de son gabarit sont perdus. Cela se fait en dernier, une fois l’instantané de preuve pris et le serveur de récupération éprouvé.`,
    'locked-by-project':
      'Le verrou a été posé depuis le projet, si bien que n’importe quel membre peut l’enlever : c’est un administrateur qui devrait verrouiller l’instance.',
    'same-image':
      'Le serveur de récupération utilise la même image que l’instance compromise; leurs systèmes de fichiers racine peuvent donc avoir le même UUID : il ne faut pas le redémarrer tant qu’un volume y est attaché.',
    'volume-kept-by-recovery': ({ volume }) =>
      `Le volume ${volume} serait supprimé avec l’instance (delete_on_termination) : la récupération désactive cela et le vérifie avant de supprimer l’instance.`,
    'volume-deleted-with-server': ({ volume }) =>
      `Le volume ${volume} serait supprimé avec l’instance (delete_on_termination) : ne supprimez pas l’instance.`,
    'own-disk-left-out':
      'L’instance démarre d’une image; son propre disque ne fait pas partie de cette récupération (options.includeRootDisk l’y ajoute).',
    'no-evidence-snapshot': 'Aucun instantané de preuve n’est pris (options.snapshot vaut false).',
  },
};
