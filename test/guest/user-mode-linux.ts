/**
 * A Linux kernel of its own, as a program, over image files: LVM needs device-mapper, which not every kernel has and
 * whose names belong to the whole machine. Its root is this machine's, read-only.
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { quoteArgv } from '../../src/ssh/quote.ts';
import { GUEST_PROGRAM, guestProgram, type Output, type RealGuest, type TestDevices } from './guest-program.ts';

const TIMEOUT_MS = 60_000;

/** Runs one request after the other, from files: a console would mix them with what the kernel says. */
const INIT = (folder: string): string => `#!/bin/sh
root=/mnt
mount -t tmpfs tmpfs $root
for each in usr bin sbin lib lib64; do
  [ ! -d /$each ] || { mkdir $root/$each && mount --bind /$each $root/$each; }
done
mkdir $root/etc $root/dev $root/proc $root/sys $root/run $root/tmp $root/job
cp -a /etc/lvm /etc/ld.so.* /etc/mke2fs.conf /etc/passwd /etc/group $root/etc/
# No udevd runs here: LVM makes the nodes itself.
echo 'activation { udev_sync = 0 udev_rules = 0 }' > $root/etc/lvm/lvmlocal.conf
mount -t devtmpfs dev $root/dev
mount -t proc proc $root/proc
mount -t sysfs sysfs $root/sys
mount -t tmpfs tmpfs $root/run
mount -t hostfs -o ${folder} job $root/job
exec chroot $root /bin/sh /job/serve
`;

const SERVE = `
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p /tmp/modules/lib/modules
ln -s /usr/lib/uml/modules/$(uname -r) /tmp/modules/lib/modules/
modprobe -d /tmp/modules -a loop dm-mod dm-snapshot dm-raid dm-thin-pool dm-cache dm-cache-smq cbc ecb xts dm-crypt raid0 raid1 raid10 raid456
number=1
while [ ! -e /job/end ]; do
  if [ -e /job/$number.request ]; then
    sh /job/$number.request < /job/$number.stdin > /job/$number.stdout 2> /job/$number.stderr
    echo $? > /job/$number.part
    mv /job/$number.part /job/$number.code
    number=$((number + 1))
  else
    sleep 0.02
  fi
done
sync
echo o > /proc/sysrq-trigger
sleep 60
`;

export interface Kernel {
  /** The first image is /dev/ubda, and so on. @throws with what the script said. */
  script(text: string): Promise<string>;
  guest(devices: TestDevices): RealGuest;
  /** The images are as the kernel left them only after that. */
  end(): Promise<void>;
}

/** @param folder - of this kernel alone. */
export async function bootKernel(folder: string, images: readonly string[]): Promise<Kernel> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'init'), INIT(folder), { mode: 0o755 });
  await writeFile(path.join(folder, 'serve'), SERVE);
  await copyFile(GUEST_PROGRAM, path.join(folder, 'recovery-guest.py'));
  const disks = images.map((image, index) => `ubd${index}=${image}`);
  const boot = [
    'mem=256M',
    `uml_dir=${folder}`,
    'umid=kernel',
    'rootfstype=hostfs',
    'rootflags=/',
    'ro',
    'con=null',
    'con0=null,fd:1',
  ];
  const child = spawn('linux.uml', [...boot, ...disks, `init=${path.join(folder, 'init')}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-3000)));
  let ended = false;
  const end = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      ended = true;
      resolve();
    });
  });
  let last = 0;

  const ask = async (request: string, stdin: string): Promise<Output> => {
    last += 1;
    const file = (kind: string): string => path.join(folder, `${last}.${kind}`);
    await writeFile(file('stdin'), stdin);
    await writeFile(file('part'), request);
    await rename(file('part'), file('request'));
    const until = Date.now() + TIMEOUT_MS;
    while (!(await exists(file('code')))) {
      if (ended || Date.now() > until) throw new Error(`The kernel did not answer: ${said}`);
      await delay(20);
    }
    const [code, stdout, stderr] = await Promise.all(
      ['code', 'stdout', 'stderr'].map((kind) => readFile(file(kind), 'utf8')),
    );
    return { code: Number(code), stdout: stdout ?? '', stderr: stderr ?? '' };
  };

  return {
    async script(text) {
      const { code, stdout, stderr } = await ask(`set -eu\n${text}`, '');
      if (code !== 0) throw new Error(`The script ended with ${String(code)}: ${stderr}`);
      return stdout;
    },
    guest: (devices) =>
      guestProgram(
        (argv, { stdin, env }) =>
          ask(quoteArgv(['env', ...Object.entries(env).map(([key, value]) => `${key}=${value}`), ...argv]), stdin),
        devices,
        '/job/recovery-guest.py',
      ),
    async end() {
      await writeFile(path.join(folder, 'end'), '');
      const killer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await end;
      clearTimeout(killer);
    },
  };
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
