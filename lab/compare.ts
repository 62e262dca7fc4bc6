/**
 * The same recovery of `compromised-data`, typed: openstackclient and ssh, one command after the other, by somebody who
 * never hesitates. What `recover` is measured against. Runs inside the lab's network.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { connectAsAdmin, until } from './cloud.ts';
import { makeKey } from './processes.ts';
import { reset } from './reset.ts';
import { readSeeded, setOf } from './seeded.ts';
import { WORKER_ADDRESS } from './stack.ts';

const execute = promisify(execFile);
const openstack = async (cloud: 'admin' | 'user', ...args: string[]): Promise<string> =>
  (await execute('openstack', ['--os-cloud', cloud, ...args])).stdout;

const NAME = 'recovery-by-hand';
const MOUNT = `set -e
lsblk -f
sudo vgchange -q -ay vgdata
for device in /dev/vdb1 /dev/vdb2 /dev/vgdata/home /dev/vgdata/scratch; do
  directory=/mnt/$(basename $device); sudo mkdir -p $directory
  sudo mount -o ro,noload $device $directory 2>/dev/null || sudo mount -o ro,norecovery $device $directory 2>/dev/null ||
    sudo mount -o ro $device $directory
  ls -l $directory
done
`;

/** @returns seconds by step, in order; leaves the lab reset. */
export async function compare(): Promise<{ steps: Record<string, number>; total: number }> {
  const cloud = await connectAsAdmin();
  const seeded = readSeeded();
  await reset(cloud, seeded);
  const server = setOf(seeded, 1).data;
  const directory = mkdtempSync(path.join(tmpdir(), 'lab-by-hand-'));
  const key = path.join(directory, 'key');
  await makeKey(key, NAME);
  const steps: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begun = Date.now();
    const value = await work();
    steps[name] = Math.round((Date.now() - begun) / 100) / 10;
    console.log(`  ${name.padEnd(40)} ${steps[name].toFixed(1).padStart(6)} s`);
    return value;
  };
  try {
    await timed('unlock', () => openstack('admin', 'server', 'unlock', server.id));
    await timed('snapshots', async () => {
      for (const id of server.volumeIds)
        await openstack('user', 'volume', 'snapshot', 'create', '--force', '--volume', id, `${NAME}-${id.slice(0, 8)}`);
    });
    await timed('key pair and security group', async () => {
      await openstack('user', 'keypair', 'create', '--public-key', `${key}.pub`, NAME);
      await openstack('user', 'security', 'group', 'create', NAME);
      const from = ['--protocol', 'tcp', '--dst-port', '22', '--remote-ip', `${WORKER_ADDRESS}/32`];
      await openstack('user', 'security', 'group', 'rule', 'create', ...from, NAME);
    });
    await timed('create the server', () =>
      openstack(
        ...(['user', 'server', 'create', '--flavor', 'lab.small', '--image', 'debian-12'] as const),
        ...['--network', 'lab', '--key-name', NAME, '--security-group', NAME, '--wait', NAME],
      ),
    );
    const ssh = await loginTo(key);
    await timed('wait until it lets us in', () => until('ssh', 600, () => ssh('true').catch(() => null), 1000));
    for (const id of server.volumeIds) {
      await timed(`detach ${id}`, () => openstack('user', 'server', 'remove', 'volume', server.id, id));
      await timed(`wait for ${id}`, () =>
        until('available', 120, async () => {
          const status = await openstack('user', 'volume', 'show', id, '-f', 'value', '-c', 'status');
          return status.trim() === 'available' ? true : null;
        }),
      );
      await timed(`attach ${id}`, () => openstack('user', 'server', 'add', 'volume', NAME, id));
    }
    await timed('look, mount, list', () => ssh(MOUNT));
  } finally {
    await reset(cloud, seeded);
  }
  const total = Math.round(Object.values(steps).reduce((sum, each) => sum + each, 0) * 10) / 10;
  console.log(`  ${'all of it'.padEnd(40)} ${total.toFixed(1).padStart(6)} s`);
  return { steps, total };
}

const Addresses = z.object({ addresses: z.record(z.string(), z.array(z.string())) });

async function loginTo(key: string): Promise<(script: string) => Promise<string>> {
  const { addresses } = Addresses.parse(JSON.parse(await openstack('user', 'server', 'show', NAME, '-f', 'json')));
  const host = Object.values(addresses)[0]?.[0] ?? '';
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'BatchMode=yes', 'ConnectTimeout=5'];
  const args = ['-F', 'none', '-i', key, ...options.flatMap((option) => ['-o', option]), `debian@${host}`];
  return async (script) => (await execute('ssh', [...args, script])).stdout;
}
