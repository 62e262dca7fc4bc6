/** What activities are made of; built by the composition root `src/worker.ts`, and by tests. */
import type { Config } from '../config.ts';
import type { Language } from '../contract/recovery-input.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Connection } from '../openstack/connection.ts';
import type { TicketApi } from '../tickets/ticket-api.ts';

/** Which recovery an activity works for. Small, because every activity's input carries it through the history. */
export interface RecoveryScope {
  cloud: string;
  /** Project to scope the token to; null for the credential's own. */
  project: string | null;
  /** Name prefix and metadata value of everything that the recovery makes. */
  recoveryId: string;
}

export interface ActivityDependencies {
  config: Config;
  /** The project's ordinary member credential: Nova itself then enforces the sysadmin's lock. */
  openCloud: (scope: Pick<RecoveryScope, 'cloud' | 'project'>) => Connection;
  /** The sysadmin's credential of the cloud; null where none is configured. */
  openSysadminCloud: (cloud: string) => Connection | null;
  mailer: Mailer;
  /** A ticket system of the configuration, and the language of its notes; null where no notes are wanted. */
  openTicketSystem: (name: string) => { api: TicketApi; language: Language } | null;
  /** The worker's own ssh key. The private half never leaves the worker. */
  sshKey: { privateKey: string; publicKey: string };
  /** Source of the program that runs inside the recovery server. */
  guestProgram: string;
  /** Source of the program that looks there at what lies on the disks. */
  surveyProgram: string;
}
