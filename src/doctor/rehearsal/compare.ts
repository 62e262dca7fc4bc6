/** Reads the known files in the recovery server, as the recovery engineer would, and compares. */
import type { CloudSettings } from '../../config.ts';
import type { RecoveryStatus } from '../../contract/recovery.ts';
import { keyOfKnownHostsLine } from '../../ssh/host-keys.ts';
import { connectSsh } from '../../ssh/ssh-session.ts';
import { KNOWN_FILES, sha256Of } from './known-files.ts';
import { RehearsalError } from './rehearsal-error.ts';

const LOGIN_TIMEOUT_MS = 30_000;

function mountpointIn(report: RecoveryStatus['report']): string {
  const [volume] = report?.volumes ?? [];
  const mounted = volume?.filesystems.find(({ mount }) => mount.status === 'mounted')?.mount;
  if (volume === undefined || mounted?.status !== 'mounted')
    throw new RehearsalError('The recovery handed over, but nothing is mounted');
  if (!volume.readOnly) throw new RehearsalError('The volume is not read-only in the recovery server');
  return mounted.mountpoint;
}

/** @throws RehearsalError when a file is missing or differs, or its disk is not read-only. */
export async function compare(
  { report }: RecoveryStatus,
  { reach, jumpHost }: CloudSettings['recoveryServer'],
  privateKey: string,
  signal: AbortSignal,
): Promise<void> {
  const mountpoint = mountpointIn(report);
  if (report?.access == null) throw new RehearsalError('The recovery handed over without a way to log in');
  const { host, port, user, hostKeys } = report.access;
  const session = await connectSsh({
    ...{ host, port, user, privateKey, readyTimeoutMs: LOGIN_TIMEOUT_MS, signal },
    hostKeys: hostKeys.map(keyOfKnownHostsLine),
    ...(reach === 'jump' && jumpHost !== undefined ? { jump: jumpHost } : {}),
  });
  try {
    const files = KNOWN_FILES.map(({ path }) => `${mountpoint}/${path}`);
    const { stdout } = await session.run(['sudo', '-n', 'sha256sum', '--zero', '--', ...files], { signal });
    const read = new Map(stdout.split('\0').map((line) => [line.slice(66), line.slice(0, 64)]));
    const wrong = KNOWN_FILES.filter(({ path, content }) => read.get(`${mountpoint}/${path}`) !== sha256Of(content));
    if (wrong.length > 0)
      throw new RehearsalError(
        `Missing or different in the recovery server: ${wrong.map(({ path }) => path).join(', ')}`,
      );
  } finally {
    session.close();
  }
}
