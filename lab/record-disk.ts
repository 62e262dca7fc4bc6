/** Records what a real guest answers about each disk, for the simulated ssh host and the tests: test/fixtures/disks. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { RecoveryAccess, RecoveryPlan, RecoveryReport } from '../src/contract/recovery.ts';
import { type Guest, inspectVolumes } from '../src/disk/inspect-volumes.ts';
import { guestOverSsh } from '../src/ssh/guest-over-ssh.ts';
import { keyOfKnownHostsLine } from '../src/ssh/host-keys.ts';
import { connectSsh } from '../src/ssh/ssh-session.ts';

const Rows = z.array(z.looseObject({ vg_name: z.string(), pv_name: z.string().optional() }));
const Recorded = {
  probe: z.looseObject({
    volumes: z.array(z.looseObject({ volumeId: z.string(), nodes: z.array(z.looseObject({ path: z.string() })) })),
    lvm: z.looseObject({ pvs: Rows, vgs: Rows, lvs: Rows, error: z.string() }),
  }),
  activate: z.looseObject({ logicalVolumes: z.array(z.looseObject({ path: z.string(), vgName: z.string() })) }),
  mount: z.looseObject({ mounts: z.array(z.looseObject({ source: z.string() })) }),
};

/** @returns the files written, one a volume. */
export async function recordDisks(
  access: RecoveryAccess,
  keyFile: string,
  { plan, report }: { plan: RecoveryPlan; report: RecoveryReport },
  folder: string,
): Promise<string[]> {
  const session = await connectSsh({
    host: access.host,
    port: access.port,
    user: access.user,
    privateKey: readFileSync(keyFile, 'utf8'),
    hostKeys: access.hostKeys.map(keyOfKnownHostsLine),
    readyTimeoutMs: 30_000,
  });
  const answers: Record<string, unknown> = { activate: { logicalVolumes: [] }, mount: { mounts: [] } };
  const guest = guestOverSsh(session);
  const recording: Guest = {
    async call(operation, request) {
      const answer = await guest.call(operation, request);
      answers[operation] = answer;
      return answer;
    },
  };
  try {
    await inspectVolumes(recording, report.volumes);
  } finally {
    session.close();
  }
  mkdirSync(folder, { recursive: true });
  return report.volumes.map(({ volumeId, originalVolumeId }) => {
    const name =
      plan.volumes.find((volume) => volume.volumeId === originalVolumeId)?.role === 'root'
        ? 'root-debian'
        : nameOf(plan, originalVolumeId);
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, `${JSON.stringify(partOf(answers, volumeId), null, 1)}\n`);
    return file;
  });
}

const nameOf = (plan: RecoveryPlan, volumeId: string | null): string =>
  plan.volumes.find((volume) => volume.volumeId === volumeId)?.name ?? 'disk';

/** What the answers say of one volume: its own nodes, the groups on them, and the mounts of both. */
function partOf(answers: Record<string, unknown>, volumeId: string): unknown {
  const { volumes, lvm } = Recorded.probe.parse(answers['probe']);
  const { logicalVolumes } = Recorded.activate.parse(answers['activate']);
  const { mounts } = Recorded.mount.parse(answers['mount']);
  const volume = volumes.find((each) => each.volumeId === volumeId);
  const paths = new Set(volume?.nodes.map((node) => node.path));
  const pvs = lvm.pvs.filter((row) => paths.has(row.pv_name ?? ''));
  const groups = new Set(pvs.map((row) => row.vg_name));
  const inGroup = (row: { vg_name: string }): boolean => groups.has(row.vg_name);
  const logical = logicalVolumes.filter(({ vgName }) => groups.has(vgName));
  const sources = new Set([...paths, ...logical.map((each) => each.path)]);
  return {
    volume,
    lvm: { pvs, vgs: lvm.vgs.filter(inGroup), lvs: lvm.lvs.filter(inGroup) },
    logicalVolumes: logical,
    mounts: mounts.filter(({ source }) => sources.has(source)),
  };
}
