/** What can be read off the Dockerfile and docker-compose.yml without Docker: that they fit the worker and the page. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config.ts';
import { SEARCH_ATTRIBUTES } from '../../src/contract/identifiers.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const Service = z.looseObject({
  image: z.string().optional(),
  build: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
});
const Compose = z.strictObject({
  services: z.strictObject({ temporal: Service, worker: Service, 'demo-mail': Service }),
  // By file only: `environment` and `content` would put a value beside the code.
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
  volumes: z.record(z.string(), z.null()),
});

const text = read('docker-compose.yml');
const { services, secrets, volumes } = Compose.parse(parse(text));
const { temporal, worker } = services;
const page = read('docs/how-to/deploy.md');
const all = Object.values(services);

/** `${NAME:-default}` as compose reads it where NAME is not set. */
const withDefaults = (value: string): string => value.replaceAll(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');
const inContainer = (secret: string): string => `/run/secrets/${secret}`;

describe('docker-compose.yml', () => {
  it('publishes no port beyond the loopback address', () => {
    const ports = all.flatMap((service) => service.ports);
    expect(ports).not.toEqual([]);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('pins every image that it does not build to a release', () => {
    const unpinned = all.filter(({ image, build }) => build === undefined && !/:v?\d+\.\d+\.\d+$/.test(image ?? ''));
    expect(unpinned).toEqual([]);
  });

  it('runs the Temporal release that tests and lab run', () => {
    const [, release] = /cmd\/temporal@v([\d.]+)/.exec(read('scripts/temporal/dev-server.ts')) ?? [];
    expect(temporal.image).toBe(`temporalio/temporal:${release}`);
  });

  it('registers the search attributes of the contract and no other', () => {
    const registered = temporal.command.filter((argument) => argument.startsWith('--search-attribute='));
    expect(registered).toEqual(
      Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `--search-attribute=${name}=${type}`),
    );
  });

  it('keeps Temporal’s database on a volume that outlives the container', () => {
    const [, database = ''] = /--db-filename=(\S+)/.exec(temporal.command.join(' ')) ?? [];
    expect(temporal.volumes).toEqual([`temporal-data:${path.dirname(database)}`]);
    expect(volumes).toHaveProperty('temporal-data');
  });

  it('gives the worker Temporal under its name in there, and the files that it is told of', () => {
    const { TEMPORAL_ADDRESS, ...files } = worker.environment;
    expect(TEMPORAL_ADDRESS).toBe('temporal:7233');
    expect(Object.keys(files).toSorted()).toEqual([
      'OS_CLIENT_CONFIG_FILE',
      'OS_CLIENT_SECURE_FILE',
      'RECOVERY_CONFIG',
    ]);
    expect(Object.values(files).filter((file) => !worker.secrets.map(inContainer).includes(file))).toEqual([]);
  });

  it('puts the ssh key where the example configuration looks for it', () => {
    const config = parseConfig(read('recovery.config.example.yaml'), worker.environment['RECOVERY_CONFIG'] ?? '');
    expect(worker.secrets.map(inContainer)).toContain(config.ssh.privateKeyFile);
  });

  it('holds no secret, only the names of files outside of this repository', () => {
    expect(Object.keys(secrets).toSorted()).toEqual(worker.secrets.toSorted());
    const files = Object.values(secrets).map(({ file }) => withDefaults(file));
    expect(files.filter((file) => !file.startsWith('/etc/recovery/'))).toEqual([]);
    expect(text).not.toMatch(/PRIVATE KEY|(password|token|api_?key|secret) *[:=] *\S/i);
  });

  it('mounts nothing that deploy.md does not name, here and in the container', () => {
    const mounted = [
      ...Object.entries(secrets).flatMap(([name, { file }]) => [withDefaults(file), inContainer(name)]),
      ...all.flatMap((service) => service.volumes).flatMap((volume) => volume.split(':')),
    ];
    expect(mounted).toHaveLength(10);
    expect(mounted.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('starts the mail catcher only when it is asked for, by the profile that deploy.md names', () => {
    expect(services['demo-mail'].profiles).toEqual(['demo-mail']);
    expect([...temporal.profiles, ...worker.profiles]).toEqual([]);
    expect(page).toContain('docker compose --profile demo-mail up');
  });

  it('lets the worker finish what is in flight before it is killed', () => {
    const [, grace = ''] = /SHUTDOWN_GRACE = '(\d+) seconds'/.exec(read('src/worker.ts')) ?? [];
    expect(Number.parseInt(worker.stop_grace_period ?? '0', 10)).toBeGreaterThan(Number(grace));
    expect(Number(/TimeoutStopSec=(\d+)/.exec(page)?.[1])).toBeGreaterThan(Number(grace));
    expect(Number(grace)).toBeGreaterThan(0);
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('takes along every package that src imports, though it leaves the development packages out', () => {
    expect(dockerfile).toContain('npm ci --omit=dev');
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const imported = sources
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...read(path.join('src', file)).matchAll(/^(?!import type).*\bfrom '([^.'][^']*)';$/gm)])
      .map(([, name = '']) => name)
      .filter((name) => !isBuiltin(name))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    expect(imported).toContain('@temporalio/worker');
    expect(imported.filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('copies nothing but the packages and the source, so that no secret beside them gets in', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, what = '']) => what.split(' '));
    expect(new Set(copied)).toEqual(new Set(['package.json', 'package-lock.json', 'src']));
  });

  it('starts the worker as another user than root, on a Node that reads TypeScript', () => {
    const [, major] = /^FROM node:(\d+)-bookworm-slim$/m.exec(dockerfile) ?? [];
    expect(Number(major)).toBeGreaterThanOrEqual(24);
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    const [, program = ''] = /^CMD \["node", "([^"]+)"\]$/m.exec(dockerfile) ?? [];
    expect(program).toBe('src/worker.ts');
    expect(existsSync(path.join(root, program))).toBe(true);
  });
});
