/** Logs in to the recovery server, proves its write block, reads the volumes, and lets go of them. */
import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import { z } from 'zod';
import { FailureType } from '../contract/failure-types.ts';
import { RECOVERY_METADATA_KEY } from '../contract/identifiers.ts';
import type { ReplayedFilesystem, VolumeInspection } from '../contract/inspection.ts';
import type { RecoveryAccess } from '../contract/recovery.ts';
import type { SurveyOutcome } from '../contract/survey.ts';
import { boundInspections, MOST_INSPECTION_BYTES } from '../disk/bound-inspection.ts';
import { inspectVolumes as inspect } from '../disk/inspect-volumes.ts';
import { replayOn } from '../disk/replay.ts';
import { surveyVolumes as survey } from '../disk/survey.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import * as serverActions from '../openstack/compute/server-actions.ts';
import { pollUntil, PollTimeoutError } from '../openstack/poll.ts';
import { GuestError, guestOverSsh } from '../ssh/guest-over-ssh.ts';
import { hostKeysFromConsole, keyOfKnownHostsLine, knownHostsLine, writeBlockArmed } from '../ssh/host-keys.ts';
import { plainText } from '../report/plain-text.ts';
import { connectSsh, HostKeyMismatchError, type SshSession } from '../ssh/ssh-session.ts';
import { surveyorOverSsh } from '../ssh/survey-over-ssh.ts';
import { nameFor } from './block-storage.ts';
import type { ActivityDependencies, RecoveryScope } from './dependencies.ts';
import { failure } from './failures.ts';
import { settingsOf } from './settings.ts';

export type InspectionActivities = ReturnType<typeof createInspectionActivities>;

/** What is attached: the volume in the guest, and the original that it stands for. */
export interface AttachedVolume {
  volumeId: string;
  originalVolumeId: string | null;
  /** The attached volume of which it is a clone with its journals replayed. */
  replayOf?: string;
  sizeGib: number;
}

const GIB = 1024 ** 3;
const LOGIN_TIMEOUT_MS = 20_000;
/** A journal is small, but what it leads to may lie all over the disk. */
const REPLAY_TIMEOUT_MS = 840_000;

export function createInspectionActivities(dependencies: ActivityDependencies) {
  const { config, openCloud, sshKey } = dependencies;

  const login = async (scope: RecoveryScope, access: RecoveryAccess): Promise<SshSession> => {
    const { jumpHost, reach } = settingsOf(config, scope.cloud).recoveryServer;
    return connectSsh({
      host: access.host,
      port: access.port,
      user: access.user,
      privateKey: sshKey.privateKey,
      hostKeys: access.hostKeys.map(keyOfKnownHostsLine),
      ...(reach === 'jump' && jumpHost !== undefined ? { jump: jumpHost } : {}),
      readyTimeoutMs: LOGIN_TIMEOUT_MS,
      signal: cancellationSignal(),
    });
  };

  const withSession = async <T>(
    scope: RecoveryScope,
    access: RecoveryAccess,
    use: (session: SshSession) => Promise<T>,
  ): Promise<T> => {
    const session = await login(scope, access);
    try {
      return await use(session);
    } finally {
      session.close();
    }
  };

  return {
    /**
     * Waits until the console shows the host keys and the armed write block: both are printed before sshd starts, so
     * the first login is already pinned. Read-only.
     */
    async waitForHostKeys(
      scope: RecoveryScope,
      server: { serverId: string; host: string; user: string },
    ): Promise<RecoveryAccess> {
      const { compute } = openCloud(scope);
      const signal = cancellationSignal();
      const {
        bootTimeout: timeoutMs,
        sshPort: port,
        reach,
        jumpHost: jump,
      } = settingsOf(config, scope.cloud).recoveryServer;
      const log = await pollUntil(
        async () => (await serverActions.getConsoleOutput(compute, server.serverId, undefined, { signal })) ?? '',
        (text) => hostKeysFromConsole(text).length > 0,
        { timeoutMs, signal, maxMs: 2000 },
      );
      if (!writeBlockArmed(log, scope.recoveryId))
        throw failure(
          FailureType.WriteBlockMissing,
          'The recovery server booted without arming its write block (does its image run cloud-init?); nothing was attached to it',
          false,
        );
      const jumpHost = reach === 'jump' && jump !== undefined ? `${jump.user}@${jump.host}:${jump.port}` : null;
      const hostKeys = hostKeysFromConsole(log).map((key) => knownHostsLine(server.host, port, key));
      return { ...server, serverName: scope.recoveryId, port, hostKeys, jumpHost };
    },

    /** Tries to log in until sshd answers, and in the same login proves from inside that new disks become read-only. */
    async waitForLogin(scope: RecoveryScope, access: RecoveryAccess): Promise<void> {
      const timeoutMs = settingsOf(config, scope.cloud).recoveryServer.bootTimeout;
      const prove = async (): Promise<string | null> => {
        const ready = await withSession(scope, access, async (session) => guestOverSsh(session).call('ready', {}));
        if (z.looseObject({ writeBlock: z.boolean() }).safeParse(ready).data?.writeBlock === true) return null;
        throw failure(
          FailureType.WriteBlockMissing,
          'The recovery server does not make new disks read-only; nothing was attached to it',
          false,
        );
      };
      const reason = await pollUntil(
        () => whyNot(prove),
        (answer) => answer === null,
        { timeoutMs, signal: cancellationSignal(), maxMs: 500 },
      ).catch((error: unknown) => {
        if (error instanceof PollTimeoutError) return String(error.lastValue);
        throw error;
      });
      if (reason !== null)
        throw failure(
          FailureType.RecoveryServerUnreachable,
          `No login on ${access.user}@${access.host}:${access.port}: ${reason}`,
          false,
        );
    },

    /** Idempotent: probes, activates and mounts what isn't yet. At most three round trips. */
    async inspectVolumes(
      scope: RecoveryScope,
      access: RecoveryAccess,
      attached: AttachedVolume[],
    ): Promise<VolumeInspection[]> {
      const found = await withSession(scope, access, async (session) =>
        inspect(
          guestOverSsh(session),
          attached.map(({ sizeGib, ...volume }) => ({ ...volume, sizeBytes: sizeGib * GIB })),
        ),
      );
      return boundInspections(found, MOST_INSPECTION_BYTES);
    },

    /**
     * Writes to the clone of {@link BlockStorageActivities.cloneForReplay} and to nothing else: Cinder must say that it
     * is that one, the recovery server that its disk is none of the evidence's. It is read-only again afterwards.
     * Idempotent: a journal that was replayed is clean.
     *
     * @param volumeId - what it was cloned for. @param evidence - every other volume that is attached.
     */
    async replayJournals(
      scope: RecoveryScope,
      access: RecoveryAccess,
      clone: { cloneId: string; volumeId: string },
      evidence: string[],
    ): Promise<ReplayedFilesystem[]> {
      const { name, metadata } = await volumes.get(openCloud(scope).blockStorage, clone.cloneId, {
        signal: cancellationSignal(),
      });
      if (metadata[RECOVERY_METADATA_KEY] !== scope.recoveryId || name !== nameFor(scope, 'replay', clone.volumeId))
        throw failure(
          FailureType.NotOurs,
          `Volume ${clone.cloneId} is not the clone that ${scope.recoveryId} made to replay on; nothing is written to it`,
          false,
        );
      return withSession(scope, access, (session) =>
        replayOn(guestOverSsh(session, REPLAY_TIMEOUT_MS), clone.cloneId, evidence),
      );
    },

    /** Read-only, of what the inspection has mounted. A disk on which it fails is recovered without it. */
    async surveyVolumes(
      scope: RecoveryScope,
      access: RecoveryAccess,
      volumes: VolumeInspection[],
    ): Promise<SurveyOutcome | null> {
      try {
        const found = await withSession(scope, access, (session) => survey(surveyorOverSsh(session), volumes));
        return found === null ? null : { kind: 'surveyed', survey: found };
      } catch (error) {
        if (error instanceof HostKeyMismatchError || cancellationSignal().aborted) throw error;
        return { kind: 'failed', reason: plainText(error instanceof Error ? error.message : String(error), 500) };
      }
    },

    /** Unmounts and deactivates everything. Idempotent. */
    async releaseVolumes(scope: RecoveryScope, access: RecoveryAccess): Promise<void> {
      await withSession(scope, access, async (session) => guestOverSsh(session).call('release', {}));
    },
  };
}

/**
 * @returns null once it succeeded, else why not: sshd comes up while the system boots. What waiting can't mend is thrown:
 * a wrong host key, a program that fails, a missing write block.
 */
async function whyNot(attempt: () => Promise<string | null>): Promise<string | null> {
  try {
    return await attempt();
  } catch (error) {
    const final = [HostKeyMismatchError, GuestError, ApplicationFailure].some((type) => error instanceof type);
    if (final || cancellationSignal().aborted) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}
