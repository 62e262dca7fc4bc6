/** What goes on around a recovery and must not matter to it: a wrong clock, another language, a service that stops. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Checklist } from './checklist.ts';
import type { Engineer } from './engineer.ts';
import { CLOUDS_YAML, LAB } from './seeded.ts';

export interface Circumstances {
  /** Hours that the worker's clock is ahead of everybody else's. */
  clockAhead: number;
  /** Language of the worker and of the recovery server's system, `fr_CA.UTF-8`; English when left out. */
  locale?: string;
  /** Stops nova-compute for so many seconds while the recovery server boots. */
  freezeCompute: number;
}

const LIBFAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const run = promisify(execFile);

/** Variables of the worker process. */
export function workerEnvironment({ clockAhead, locale }: Circumstances): Record<string, string> {
  return {
    ...(locale === undefined ? {} : { LANG: locale, LC_ALL: locale }),
    // The monotonic clock stays: a wrong clock is wrong, it doesn't run faster.
    ...(clockAhead === 0
      ? {}
      : { LD_PRELOAD: LIBFAKETIME, FAKETIME: `+${clockAhead}h`, FAKETIME_DONT_FAKE_MONOTONIC: '1' }),
  };
}

/** Installs what the circumstances need; outside of the lab's network, where packages can be reached. */
export async function prepare({ clockAhead, locale }: Circumstances): Promise<void> {
  if (clockAhead !== 0 && !existsSync(LIBFAKETIME))
    await run('apt-get', ['-qy', '-o', 'DPkg::Lock::Timeout=600', '--no-install-recommends', 'install', 'libfaketime']);
  if (locale !== undefined) await run(languageScript, [locale], { maxBuffer: 16 * 1024 * 1024 });
}

const languageScript = path.join(import.meta.dirname, 'openstack', 'image-in-language');

/** The image whose system speaks this language, made and uploaded once. @returns its name. */
export async function imageSpeaking(locale: string): Promise<string> {
  const name = `debian-12-${locale}`;
  const openstack = (...args: string[]): Promise<{ stdout: string }> =>
    run('openstack', ['--os-cloud', 'admin', 'image', ...args], {
      env: { ...process.env, OS_CLIENT_CONFIG_FILE: CLOUDS_YAML },
    });
  const { stdout: found } = await openstack('list', '--name', name, '--status', 'active', '-f', 'value', '-c', 'ID');
  if (found.trim() !== '') return name;
  const { stdout: file } = await run(languageScript, [locale]);
  const properties = ['--property', 'os_distro=debian', '--property', 'hw_rng_model=virtio'];
  const format = ['--public', '--disk-format', 'raw', '--container-format', 'bare', '--file', file.trim()];
  await openstack('create', ...format, ...properties, name);
  return name;
}

/** nova-compute neither answers nor ends, as on a host that is out of memory; then it goes on where it was. */
export async function freezeCompute(seconds: number): Promise<void> {
  const pid = Number(readFileSync(`${LAB}/run/nova-compute.pid`, 'utf8').trim());
  process.kill(pid, 'SIGSTOP');
  try {
    await pause(seconds * 1000);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** That they really were as asked for: else the recovery proves nothing. */
export async function checkCircumstances(
  list: Checklist,
  { clockAhead, locale }: Circumstances,
  engineer: Engineer,
  workerLog: string,
): Promise<void> {
  if (clockAhead !== 0) {
    const hours = (latestTime(workerLog) - Date.now()) / 3_600_000;
    list.check(`the worker's clock is ${clockAhead} hours ahead`, Math.abs(hours - clockAhead) < 0.5, hours);
  }
  if (locale !== undefined) {
    const { stdout } = await engineer('printf "%s %s" "$LANG" "$(locale -k LC_NUMERIC | head -n 1)"');
    list.equal(`the recovery server speaks ${locale}`, stdout, `${locale} decimal_point=","`);
  }
}

/** The worker logs JSON lines with the time by its own clock. */
function latestTime(workerLog: string): number {
  const times = [...workerLog.matchAll(/"time":(\d+)/g)].map(([, time]) => Number(time));
  return times.at(-1) ?? 0;
}
