/** docker-compose.yml as it is, from a clean checkout, on an engine. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '../../scripts/temporal/run-command.ts';
import type { Engine } from './engine.ts';

/** An address of the loopback interface that nobody else listens on, so that all ports can be those of the file. */
export const ADDRESS = '127.77.0.1';
const ROOT = path.resolve(import.meta.dirname, '../..');
const STAND_INS = path.join(import.meta.dirname, 'stand-ins');

export class Stack {
  readonly checkout: string;
  readonly #engine: Engine;
  readonly #compose: string;
  /** RECOVERY_VERSION; none is given before the upgrade. */
  version: string | null = null;

  constructor(engine: Engine, compose: string) {
    this.#engine = engine;
    this.#compose = compose;
    this.checkout = mkdtempSync(path.join(tmpdir(), 'recovery-checkout-'));
    for (const file of git('ls-files', '-z', '--cached', '--others', '--exclude-standard')) {
      mkdirSync(path.join(this.checkout, path.dirname(file)), { recursive: true });
      cpSync(path.join(ROOT, file), path.join(this.checkout, file));
    }
  }

  /** `docker compose --profile demo …` in the checkout. @returns what it printed on standard output. */
  compose(...args: string[]): Promise<string> {
    return runCommand(this.#compose, ['--ansi', 'never', '--profile', 'demo', ...args], {
      cwd: this.checkout,
      env: {
        DOCKER_HOST: this.#engine.host,
        LISTEN: ADDRESS,
        ...(this.version === null ? {} : { RECOVERY_VERSION: this.version }),
      },
    });
  }

  /** Makes an image for every name that the file and the Dockerfile use and do not build. */
  async makeStandIns(): Promise<string> {
    const composed = (await this.compose('config', '--images')).split('\n');
    const ours = /^(server-data-recovery.*)?$/;
    const dockerfile = readFileSync(path.join(this.checkout, 'Dockerfile'), 'utf8');
    const bases = [...dockerfile.matchAll(/^FROM (\S+:\S+)/gm)].map(([, name = '']) => name);
    const names = [...new Set([...composed.filter((name) => !ours.test(name)), ...bases])];
    const env = { DOCKER_HOST: this.#engine.host };
    return runCommand(STAND_INS, names, { env, progress: 'Making stand-ins', timeoutMs: 1_200_000 });
  }

  /** Ids of the containers of a service. */
  containers(service: string): string[] {
    const label = `label=com.docker.compose.service=${service}`;
    return this.#engine.docker('ps', '--quiet', '--no-trunc', '--filter', label).split('\n');
  }

  /** As `docker inspect --format` shows it. */
  inspect(container: string, format: string): string {
    return this.#engine.docker('inspect', '--format', format, container);
  }

  /** A crash: the engine did not ask for it, so it starts the container again. */
  crash(container: string): void {
    process.kill(Number(this.inspect(container, '{{.State.Pid}}')), 'SIGKILL');
  }

  /** Containers, volumes and networks of the project. */
  leftovers(): string[] {
    const engine = this.#engine;
    const ofProject = ['--filter', 'label=com.docker.compose.project=server-data-recovery', '--quiet'];
    const found = [
      engine.docker('ps', '--all', ...ofProject),
      engine.docker('volume', 'ls', ...ofProject),
      engine.docker('network', 'ls', ...ofProject),
    ];
    return found.flatMap((ids) => ids.split('\n')).filter((id) => id !== '');
  }

  removeCheckout(): void {
    rmSync(this.checkout, { recursive: true });
  }
}

const git = (...args: string[]): string[] =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\0')
    .filter((file) => file !== '');
