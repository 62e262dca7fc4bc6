/** What can be read off docker-compose.yml without an engine: that it fits the code, the docs and what a site may want. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config.ts';
import { SEARCH_ATTRIBUTES } from '../../src/contract/identifiers.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const Service = z.looseObject({
  image: z.string(),
  build: z.looseObject({ target: z.string() }).optional(),
  command: z.array(z.string()).default([]),
  entrypoint: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({}),
  ports: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  deploy: z.looseObject({ replicas: z.int() }).optional(),
  restart: z.string().optional(),
  user: z.string().optional(),
  stop_grace_period: z.string().optional(),
});
const Compose = z.looseObject({
  services: z.record(z.string(), Service),
  // By file only: `environment` and `content` would put a value beside the code.
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
  volumes: z.record(z.string(), z.null()),
});

const text = read('docker-compose.yml');
const { services, secrets, volumes } = Compose.parse(parse(text, { merge: true }));
const page = read('docs/how-to/deploy.md');
const all = Object.entries(services);
const named = (name: string): z.output<typeof Service> => Service.parse(services[name]);
const worker = named('worker');
/** They do one thing and end. */
const JOBS = ['temporal-schema', 'temporal-namespace'];
const OURS = ['worker', 'webhook', 'openstack'];

describe('the services', () => {
  it('are those that a site needs, and one more for the demo', () => {
    expect(Object.keys(services)).toEqual([
      ...['postgresql', 'temporal-schema', 'temporal', 'temporal-namespace', 'temporal-ui'],
      ...['worker', 'webhook', 'mail', 'openstack'],
    ]);
    expect(all.filter(([, { profiles }]) => profiles.length > 0).map(([name]) => name)).toEqual(['openstack']);
    expect(named('openstack').profiles).toEqual(['demo']);
    expect(page).toContain('docker compose --profile demo up');
  });

  it('publish no port beyond the loopback address unless LISTEN says so', () => {
    const ports = all.flatMap(([, service]) => service.ports);
    expect(ports).toHaveLength(4);
    expect(ports.filter((port) => !/^\$\{LISTEN:-127\.0\.0\.1\}:\d+:\d+$/.test(port))).toEqual([]);
    for (const port of ports) expect(page).toContain(port.split(':').at(-2));
  });

  it('run images that are pinned to a release, or built here', () => {
    const unpinned = all.filter(([, { image, build }]) => build === undefined && !/:v?\d+\.\d+/.test(image));
    expect(unpinned).toEqual([]);
  });

  it('are each known to be healthy, or are done when they end', () => {
    const unchecked = all.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name);
    expect(unchecked).toEqual(JOBS);
    const notRestarted = all.filter(([, { restart }]) => restart !== 'unless-stopped').map(([name]) => name);
    expect(notRestarted).toEqual(JOBS);
  });

  it('start when what they need is healthy or done, never merely started', () => {
    const needs = all.flatMap(([, { depends_on }]) => Object.entries(depends_on));
    expect(needs.length).toBeGreaterThan(6);
    for (const [name, { condition }] of needs)
      expect(condition).toBe(JOBS.includes(name) ? 'service_completed_successfully' : 'service_healthy');
  });

  it('of our own can write to nothing but their memory, and gain no rights', () => {
    for (const name of OURS)
      expect(named(name)).toMatchObject({
        read_only: true,
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
  });
});

describe('Temporal', () => {
  it('is the release that tests and lab run', () => {
    const [, cli] = /cmd\/temporal@v([\d.]+)/.exec(read('scripts/temporal/dev-server.ts')) ?? [];
    // Temporal CLI 1.5.1 is server 1.29.1 with UI 2.42.1: its go.mod.
    expect(cli).toBe('1.5.1');
    expect(named('temporal').image).toBe('temporalio/server:1.29.1');
    expect(named('temporal-schema').image).toMatch(/^temporalio\/admin-tools:1\.29\.1-/);
    expect(named('temporal-ui').image).toBe('temporalio/ui:2.42.1');
  });

  it('gets a namespace that keeps ended recoveries for a year, with the search attributes of the contract and no other', () => {
    const [script = ''] = named('temporal-namespace').command;
    expect(script).toContain('namespace create --retention 365d');
    const registered = [...script.matchAll(/--name (\w+) --type (\w+)/g)].map(([, name, type]) => [name, type]);
    expect(registered).toEqual(Object.entries(SEARCH_ATTRIBUTES));
  });

  it('keeps its database on a volume that outlives the container', () => {
    expect(named('postgresql').volumes).toEqual(['temporal-data:/var/lib/postgresql/data']);
    expect(volumes).toHaveProperty('temporal-data');
  });
});

describe('the settings', () => {
  const example = parseConfig(
    read('recovery.config.example.yaml'),
    worker.environment['RECOVERY_CONFIG'] ?? 'not given',
  );

  it('are one folder of the host, of which the worker is told the files by name', () => {
    const { TEMPORAL_ADDRESS, ALIVE_FILE, ...files } = worker.environment;
    expect(TEMPORAL_ADDRESS).toBe('temporal:7233');
    expect(ALIVE_FILE).toBe('/tmp/alive');
    expect(files).toEqual({
      RECOVERY_CONFIG: '/settings/recovery.config.yaml',
      OS_CLIENT_CONFIG_FILE: '/settings/clouds.yaml',
      OS_CLIENT_SECURE_FILE: '/settings/secure.yaml',
    });
    // With the folder's path a bind mount; without one, the volume that the demo's cloud writes.
    for (const name of ['worker', 'webhook'])
      expect(named(name).volumes).toEqual(['${RECOVERY_SETTINGS:-demo-settings}:/settings:ro']);
    expect(named('openstack').volumes).toEqual(['demo-settings:/settings']);
  });

  it('are not all open to the webhook service, which strangers reach', () => {
    const { user, environment } = named('webhook');
    expect(user).toBe('1001:1001');
    expect(Object.keys(environment)).toEqual(['TEMPORAL_ADDRESS', 'RECOVERY_CONFIG']);
    expect(page).toContain('sudo chgrp 1001 recovery.config.yaml *_secret');
  });

  it('hold the ssh key where the example configuration looks for it', () => {
    expect(example.ssh.privateKeyFile).toBe('/settings/recovery_key');
  });

  it('are described in deploy.md and .env.example, file by file', () => {
    const files = [...Object.values(worker.environment), example.ssh.privateKeyFile, '/settings/postgres_password']
      .filter((file) => file.startsWith('/settings/'))
      .map((file) => path.basename(file));
    expect(files).toHaveLength(5);
    expect(files.filter((file) => !page.includes(`\`/etc/recovery/${file}\``))).toEqual([]);
    expect(files.filter((file) => !read('.env.example').includes(file))).toEqual([]);
  });

  it('of compose itself are all in .env.example, with the defaults that the file has', () => {
    const used = [...text.matchAll(/\$\{([A-Z_]+):-([^}$]*)/g)].map(([, name = '', value = '']) => [name, value]);
    const shown = [...read('.env.example').matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name = '', value]) => [
      name,
      value,
    ]);
    expect(new Set(used.map(([name]) => name))).toEqual(new Set(shown.map(([name]) => name)));
    const commented = shown.filter(([name]) => name !== 'RECOVERY_SETTINGS');
    expect(used).toEqual(expect.arrayContaining(commented));
  });

  it('leave no secret in the file: a file outside of the repository, but for the demo’s database', () => {
    expect(secrets).toEqual({ postgres_password: { file: '${RECOVERY_SETTINGS:-./demo}/postgres_password' } });
    expect(read('demo/postgres_password').trim()).toBe('only-for-the-demo');
    const users = all.filter(([, service]) => service.secrets.length > 0).map(([name]) => name);
    expect(users).toEqual(['postgresql', 'temporal-schema', 'temporal']);
    expect(text).not.toMatch(/PRIVATE KEY|(password|token|api_?key|secret) *[:=] *['"]?(?!\$\$\(cat )[^\s'"$]/i);
  });
});

describe('volumes and deploy.md', () => {
  it('agree on what there is to keep', () => {
    expect(Object.keys(volumes).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    const mounted = all.flatMap(([, service]) => service.volumes).map((volume) => /^[\w-]+(?=:)/.exec(volume)?.[0]);
    expect(new Set(mounted.filter((name) => name !== undefined))).toEqual(new Set(Object.keys(volumes)));
  });
});

describe('the worker', () => {
  it('runs twice, so that one may go', () => {
    expect(worker.deploy?.replicas).toBe(2);
  });

  it('may finish what is in flight before it is killed', () => {
    const [, grace = ''] = /SHUTDOWN_GRACE = '(\d+) seconds'/.exec(read('src/worker.ts')) ?? [];
    expect(Number.parseInt(worker.stop_grace_period ?? '0', 10)).toBeGreaterThan(Number(grace));
    expect(Number(/TimeoutStopSec=(\d+)/.exec(page)?.[1])).toBeGreaterThan(Number(grace));
    expect(Number(grace)).toBeGreaterThan(0);
  });
});
