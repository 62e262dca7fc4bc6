/** `node scripts/bundle-workflows.ts FILE`: the workflow bundle for WORKFLOW_BUNDLE, made where the image is built. */
import { writeFileSync } from 'node:fs';
import { bundleWorkflows } from '../src/workflow-bundle.ts';

const [file = 'workflow-bundle.js'] = process.argv.slice(2);
const { code } = await bundleWorkflows();
writeFileSync(file, code);
