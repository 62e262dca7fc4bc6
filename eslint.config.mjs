import js from '@eslint/js';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const nodeBuiltins = builtinModules.flatMap((name) => [name, `node:${name}`]);
const io = ['axios', 'node-ssh', 'ssh2', 'nodemailer', 'pino', 'yaml'];

/** A fence: code under `files` may not import what `patterns` and `paths` name. Type imports pass where said so. */
const fence = (files, { paths = [], patterns }) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }] },
});

/** What the workflow sandbox must not see. */
const sandbox = [
  {
    group: ['**/activities/**'],
    allowTypeImports: true,
    message: 'workflow code takes only types from activities',
  },
  {
    group: [...io, '**/openstack/**', '**/ssh/**', '**/mail/**', '**/config.ts'],
    message: 'no I/O in workflow code',
  },
  {
    group: ['@temporalio/activity', '@temporalio/client', '@temporalio/worker'],
    message: 'not inside the sandbox',
  },
];
const onlyActivitiesOf = {
  name: '@temporalio/workflow',
  importNames: ['proxyActivities'],
  message: 'activitiesOf of activities-of.ts gives each call its sentence in the history',
};

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.cache/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error', // a forgotten await on an activity is a lost step
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      complexity: ['error', 12],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['test/**', 'simulators/**', 'demo/**', 'lab/**'], rules: { 'max-lines-per-function': 'off' } },
  // A factory holds the activities of one service: the length of each of them is what counts.
  { files: ['src/activities/**'], rules: { 'max-lines-per-function': 'off' } },
  // The layers of docs/explanation/architecture.md. Arrows point one way; each fence is one missing arrow.
  fence(['src/workflows/**'], { paths: [...nodeBuiltins, onlyActivitiesOf], patterns: sandbox }),
  fence(['src/workflows/activities-of.ts'], { paths: nodeBuiltins, patterns: sandbox }),
  fence(['src/contract/**'], {
    paths: nodeBuiltins,
    patterns: [
      {
        group: [...io, '../disk/**', '../plan/**', '../activities/**', '../openstack/**', '../workflows/**'],
        message: 'the contract is pure',
      },
    ],
  }),
  fence(['src/approval/**', 'src/disk/**', 'src/input/**', 'src/plan/**', 'src/report/**', 'src/waiting/**'], {
    paths: nodeBuiltins,
    patterns: [
      {
        group: ['@temporalio/*', ...io, '**/activities/**', '**/workflows/**', '**/openstack/**', '**/ssh/**'],
        message: 'approval, disk, input, plan, report and waiting are pure',
      },
    ],
  }),
  fence(['src/openstack/**', 'src/ssh/**', 'src/mail/**', 'src/tickets/**'], {
    patterns: [
      {
        group: ['@temporalio/*', '**/activities/**', '**/workflows/**', '**/config.ts'],
        message: 'client libraries know nothing of Temporal or of our configuration',
      },
    ],
  }),
  fence(['src/activities/**'], {
    patterns: [
      { group: ['**/workflows/**', '@temporalio/workflow'], message: 'activities never import workflows' },
      { group: ['@temporalio/worker'], allowTypeImports: true, message: 'the worker is built by src/worker.ts' },
    ],
  }),
);
