/** The workflows as one file for the sandbox, with everything that must be in it: for the worker, tests and recordings. */
import { type BundleOptions, bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';

const file = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export const bundleWorkflows = (options: Partial<BundleOptions> = {}): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: file('./workflows/index.ts'),
    payloadConverterPath: file('./workflows/payload-converter.ts'),
    ...options,
  });
