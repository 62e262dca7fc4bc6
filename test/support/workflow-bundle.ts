/** Vitest global set-up: bundles the workflows once for all test files, as the worker does at its start. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

declare module 'vitest' {
  interface ProvidedContext {
    /** File of the workflow bundle. */
    workflowBundlePath: string;
  }
}

export default async function bundle(project: TestProject): Promise<void> {
  const { code } = await bundleWorkflows({ logger: quiet });
  const folder = path.join(ROOT, '.cache');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'workflow-bundle.js');
  await writeFile(file, code);
  project.provide('workflowBundlePath', file);
}

const ignore = (): void => undefined;
const quiet = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
