/** What a real guest answered about the disks of a recipe, for the simulated ssh host and the tests: test/fixtures/disks. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SshSession } from '../../src/ssh/ssh-session.ts';
import type { Inspected } from './inspected-disks.ts';

export function record(
  folder: string,
  name: string,
  about: unknown,
  { answers, inspections, survey }: Inspected,
): void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  const recording = {
    recipe: name,
    recordedAt: new Date().toISOString(),
    guest: about,
    ...flat(answers),
    ...(survey === null || survey.systems.length === 0 ? {} : { survey }),
  };
  writeFileSync(`${file}.json`, `${JSON.stringify(recording, null, 1)}\n`);
  writeFileSync(`${file}.inspection.json`, `${JSON.stringify(inspections, null, 1)}\n`);
}

const Probe = z.looseObject({ volumes: z.array(z.unknown()) });
const Other = z.looseObject({});

/** The answers side by side, as the players of a recording take them apart again. */
function flat({
  probe,
  ready: _ready,
  release: _release,
  ...others
}: Record<string, unknown>): Record<string, unknown> {
  const { volumes, bootId: _bootId, ...rest } = Probe.parse(probe);
  const [volume, ...otherVolumes] = volumes;
  const nothing = { logicalVolumes: [], errors: [], mounts: [] };
  const answered: Record<string, unknown>[] = Object.values(others).map((answer) => Other.parse(answer));
  return Object.assign({ volume, otherVolumes, ...rest, ...nothing }, ...answered) as Record<string, unknown>;
}

const PACKAGES = [
  'util-linux',
  'e2fsprogs',
  'xfsprogs',
  'btrfs-progs',
  'dosfstools',
  'lvm2',
  'mdadm',
  'cryptsetup-bin',
  'python3',
  'cloud-init',
];

/** Kernel and tools of both guests. */
export async function aboutGuest(session: SshSession): Promise<unknown> {
  const asked = async (...argv: string[]): Promise<string> => (await session.run(argv)).stdout.trim();
  const versions = await asked('dpkg-query', '-W', '-f', '${Package} ${Version}\\n', ...PACKAGES);
  return {
    kernel: await asked('uname', '-r'),
    system: /^PRETTY_NAME="(.*)"$/m.exec(await asked('cat', '/etc/os-release'))?.[1],
    tools: Object.fromEntries(versions.split('\n').map((line) => line.split(' '))) as unknown,
  };
}
