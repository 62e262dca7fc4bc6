/** One recovery, as the workflow would report it, for the tests of everything that people read. */
import type { Answer } from '../../src/contract/decision.ts';
import type { Layer, VolumeInspection } from '../../src/contract/inspection.ts';
import { type RecoveryInput, RecoveryInputSchema } from '../../src/contract/recovery-input.ts';
import type { RecoveryPlan, EndedResult, RecoveryStatus } from '../../src/contract/recovery.ts';
import { layer } from '../../src/disk/layer.ts';
import { told, toldShort, warned } from '../../src/disk/told.ts';
import { SURVEY } from './sample-survey.ts';

const SERVER_ID = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';
const ROOT_ID = '7c1f0f5e-0d5a-4d55-9a6e-5a3f2a1f0b11';
const DATA_ID = 'b8f1c6f0-6f0e-4a55-8a53-3a1f0c2d9e22';
const CLONE_ID = 'd3a9e5c4-1111-4222-8333-444455556666';
export const WORKFLOW_ID = `recover-server-data:arbutus:${SERVER_ID}`;
export const RECOVERY_ID = 'recovery-0a2ef1aa-1b2c3d4e';

export const INPUT: RecoveryInput = RecoveryInputSchema.parse({
  serverId: SERVER_ID,
  ticket: { id: 'TICKET-4711' },
  requestedBy: 'analyst@example.org',
  confirmation: { by: 'analyst@example.org', reason: 'Outgoing scans on port 22 seen in the flow logs on 2026-11-20.' },
  owner: { name: 'Émilie Tremblay', email: 'emilie@example.org', language: 'fr' },
});

export const PLAN: RecoveryPlan = {
  cloud: 'arbutus',
  server: {
    id: SERVER_ID,
    name: 'genomics-web',
    projectId: '5f3c9f0f2d9c4b3e8f0f1b2c3d4e5f60',
    status: 'SHUTOFF',
    locked: true,
    lockedReason: 'compromised, ticket 4711',
    lockedBySysadmin: true,
    image: null,
  },
  volumes: [
    {
      volumeId: ROOT_ID,
      name: 'genomics-web-root',
      sizeGib: 20,
      role: 'root',
      strategy: 'clone',
      reason: 'boot-disk',
      needsUnlock: false,
      snapshot: true,
      makes: ['snapshot-kept', 'clone'],
      changes: [],
      undo: 'copies-deleted',
      afterwards: 'untouched',
    },
    {
      volumeId: DATA_ID,
      name: 'samples',
      sizeGib: 500,
      role: 'data',
      strategy: 'detach',
      reason: 'data-volume',
      needsUnlock: true,
      snapshot: true,
      makes: ['snapshot-kept'],
      changes: ['moved'],
      undo: 'attached-again',
      afterwards: 'detached',
    },
  ],
  recoveryServer: {
    image: { id: 'img-1', name: 'Debian-12-x64' },
    flavor: { id: 'flv-1', name: 'p2-4gb' },
    rootVolumeGib: 20,
    network: { id: 'net-1', name: 'def-genomics-network' },
    sshUser: 'debian',
    sameImageAsCompromised: false,
  },
  needsUnlock: true,
  deletesServer: false,
  quota: { instances: 1, cores: 2, ramMib: 4096, volumes: 2, gigabytes: 560, snapshots: 2 },
  estimate: {
    steps: [
      { step: 'preserve', from: 2, to: 200 },
      { step: 'launch', from: 80, to: 360 },
      { step: 'move', from: 2, to: 20 },
      { step: 'inspect', from: 5, to: 120 },
    ],
    total: { from: 87, to: 500 },
  },
  returnVolumes: false,
  deleteSnapshots: false,
  remarks: [
    'Volume samples would be deleted together with the server (delete_on_termination): do not delete the server.',
  ],
  remarkCodes: [{ code: 'volume-deleted-with-server', volume: 'samples' }],
  digest: '1a2b3c4d',
};

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** A device that fills the rest of its disk, with what is on it. */
const partition = (path: string, startBytes: number, sizeBytes: number, content: Partial<Layer>): Layer =>
  layer('partition', {
    path,
    name: `partition ${path.at(-1) ?? ''}`,
    sizeBytes,
    startBytes,
    children: [layer('filesystem', { path, sizeBytes, startBytes: 0, ...content })],
  });

const LUKS = told({
  code: 'encrypted',
  with: 'LUKS2',
  command: 'sudo cryptsetup open --readonly /dev/vdc2 opened-vdc2',
});

const ALONE: Pick<VolumeInspection, 'firstLook' | 'collisions'> = {
  firstLook: { mounted: [], active: [], swaps: [] },
  collisions: [],
};

const data: VolumeInspection = {
  ...ALONE,
  identity: { serial: DATA_ID.slice(0, 20), appeared: true, sizeMatches: true },
  layers: layer('disk', {
    path: '/dev/vdc',
    type: 'gpt',
    sizeBytes: 500 * GIB,
    startBytes: 0,
    children: [
      partition('/dev/vdc1', MIB, 499 * GIB, {
        type: 'ext4',
        label: 'samples',
        uuid: '2d7b4b6a-94a1-4c55-8c54-0d8a4e1f7a10',
        verdicts: [{ code: 'journal-not-replayed', ...told({ code: 'journal-dirty' }) }],
      }),
      partition('/dev/vdc2', 499 * GIB + MIB, GIB - 2 * MIB, {
        kind: 'encrypted',
        type: 'crypto_LUKS',
        verdicts: [{ code: 'encrypted', ...LUKS }],
      }),
    ],
  }),
  volumeId: DATA_ID,
  originalVolumeId: DATA_ID,
  device: '/dev/vdc',
  sizeBytes: 500 * 1024 ** 3,
  partitionTable: 'gpt',
  readOnly: true,
  filesystems: [
    {
      path: '/dev/vdc1',
      stack: ['gpt', 'partition 1'],
      fstype: 'ext4',
      label: 'samples',
      uuid: '2d7b4b6a-94a1-4c55-8c54-0d8a4e1f7a10',
      sizeBytes: 499 * 1024 ** 3,
      role: 'data',
      mount: {
        status: 'mounted',
        mountpoint: '/recovery/m1',
        options: ['ro', 'noload', 'nosuid', 'nodev', 'noexec'],
        usedBytes: 123_456_789_012,
        note: told({ code: 'journal-dirty' }).reason,
        remark: { code: 'journal-dirty' },
      },
      listing: {
        entries: [
          { path: 'thesis.txt', type: 'file', sizeBytes: 48_213, modifiedAt: '2026-11-18T15:04:05Z' },
          { path: 'runs', type: 'directory', sizeBytes: 4096, modifiedAt: '2026-11-19T02:00:00Z' },
        ],
        truncated: true,
      },
    },
    {
      path: '/dev/vdc2',
      stack: ['gpt', 'partition 2'],
      fstype: 'crypto_LUKS',
      label: null,
      uuid: null,
      sizeBytes: 1024 ** 3,
      role: 'other',
      mount: {
        status: 'not-mounted',
        verdict: 'encrypted',
        ...LUKS,
      },
      listing: null,
    },
  ],
  operatingSystems: [],
  warnings: [],
};

const root: VolumeInspection = {
  ...ALONE,
  identity: { serial: CLONE_ID.slice(0, 20), appeared: true, sizeMatches: true },
  layers: layer('disk', {
    path: '/dev/vdb',
    type: 'dos',
    sizeBytes: 20 * GIB,
    startBytes: 0,
    children: [
      partition('/dev/vdb1', MIB, 20 * GIB - MIB, {
        type: 'ext4',
        label: 'cloudimg-rootfs',
        uuid: '8e0b2f0c-3b52-4a0f-a8a1-7c1b7a0e0001',
      }),
    ],
  }),
  volumeId: CLONE_ID,
  originalVolumeId: ROOT_ID,
  device: '/dev/vdb',
  sizeBytes: 20 * 1024 ** 3,
  partitionTable: 'dos',
  readOnly: true,
  filesystems: [
    {
      path: '/dev/vdb1',
      stack: ['dos', 'partition 1'],
      fstype: 'ext4',
      label: 'cloudimg-rootfs',
      uuid: '8e0b2f0c-3b52-4a0f-a8a1-7c1b7a0e0001',
      sizeBytes: 20 * 1024 ** 3 - 1_048_576,
      role: 'root',
      mount: {
        status: 'mounted',
        mountpoint: '/recovery/m0',
        options: ['ro', 'noload'],
        usedBytes: 6_442_450_944,
        note: null,
      },
      listing: null,
    },
  ],
  operatingSystems: [
    {
      rootPath: '/dev/vdb1',
      prettyName: 'Ubuntu 22.04.4 LTS',
      id: 'ubuntu',
      versionId: '22.04',
      hostname: 'genomics-web',
      kernels: ['5.15.0-101-generic'],
      fstab: [
        { spec: 'LABEL=cloudimg-rootfs', mountpoint: '/', fstype: 'ext4', device: '/dev/vdb1', note: null },
        {
          spec: '/dev/vdb1',
          mountpoint: '/data',
          fstype: 'ext4',
          device: null,
          note: toldShort({ code: 'fstab-other-disk' }),
          remark: { code: 'fstab-other-disk' },
        },
      ],
    },
  ],
  ...warned([{ code: 'stranger', path: '/dev/vdd', sizeBytes: GIB, serial: '' }]),
};

export const APPROVAL: Answer = {
  kind: 'approved',
  by: 'sysadmin@example.org',
  reason: 'unlocked',
  plan: '1a2b3c4d',
  until: null,
  serverName: null,
  at: '2026-11-22T09:55:00.000Z',
  sent: { signal: 'approveUnlock', number: 1 },
  sender: { identity: 'colleague@example.org', principal: null },
};

export const STATUS: RecoveryStatus = {
  phase: 'awaiting-approval',
  waitingFor: 'sysadmin',
  since: '2026-11-20T09:30:00.000Z',
  serverId: SERVER_ID,
  serverName: 'genomics-web',
  recoveryId: RECOVERY_ID,
  question: null,
  goesOnAs: null,
  step: 'await-approval',
  finishedSteps: ['plan', 'notify'],
  stepTimes: {
    plan: { began: '2026-11-20T09:29:57.500Z', ended: '2026-11-20T09:29:59.900Z' },
    notify: { began: '2026-11-20T09:29:59.900Z', ended: '2026-11-20T09:30:00.000Z' },
    'await-approval': { began: '2026-11-20T09:30:00.000Z', ended: null },
  },
  next: [
    { act: 'remind', at: '2026-11-24T09:30:00.000Z' },
    { act: 'expire', at: '2026-12-20T09:30:00.000Z' },
  ],
  plan: PLAN,
  problems: [],
  decision: null,
  deletion: null,
  answers: [],
  otherAnswers: [],
  ticketReplies: [],
  report: null,
  made: [],
  undone: [],
  left: [],
  volumes: [],
  timeline: [
    {
      at: '2026-11-20T09:30:00.000Z',
      step: 'await-approval',
      secondsSinceStart: 2.5,
      text: 'Waiting for a sysadmin to approve the plan',
    },
  ],
};

export const HANDED_OVER: RecoveryStatus = {
  ...STATUS,
  phase: 'handed-over',
  waitingFor: 'recovery-engineer',
  since: '2026-11-22T10:00:00.000Z',
  step: 'hand-over',
  finishedSteps: ['plan', 'notify', 'await-approval', 'verify-unlock', 'preserve', 'launch', 'move', 'inspect'],
  stepTimes: {
    ...STATUS.stepTimes,
    'await-approval': { began: '2026-11-20T09:30:00.000Z', ended: '2026-11-22T09:55:00.000Z' },
    'verify-unlock': { began: '2026-11-22T09:55:00.000Z', ended: '2026-11-22T09:55:02.000Z' },
    preserve: { began: '2026-11-22T09:55:02.000Z', ended: '2026-11-22T09:55:10.000Z' },
    launch: { began: '2026-11-22T09:55:02.000Z', ended: '2026-11-22T09:58:30.000Z' },
    move: { began: '2026-11-22T09:58:30.000Z', ended: '2026-11-22T09:59:45.000Z' },
    inspect: { began: '2026-11-22T09:59:45.000Z', ended: '2026-11-22T10:00:00.000Z' },
    'hand-over': { began: '2026-11-22T10:00:00.000Z', ended: null },
  },
  next: [
    { act: 'remind', at: '2026-11-29T10:00:00.000Z' },
    { act: 'clean-up', at: '2026-12-22T10:00:00.000Z' },
  ],
  decision: {
    kind: 'approved',
    by: 'sysadmin@example.org',
    reason: 'unlocked',
    plan: '1a2b3c4d',
    until: null,
    at: '2026-11-22T09:55:00.000Z',
    answers: [APPROVAL],
  },
  answers: [APPROVAL],
  report: {
    volumes: [root, data],
    access: {
      serverId: 'a1b2c3d4-0000-4000-8000-000000000001',
      serverName: RECOVERY_ID,
      host: '10.66.0.17',
      port: 22,
      user: 'debian',
      hostKeys: ['10.66.0.17 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7example'],
      jumpHost: 'cloud@jump.example.org:22',
    },
    survey: { kind: 'surveyed', survey: SURVEY },
    stepSeconds: { plan: 1.2 },
  },
  timeline: [
    {
      at: '2026-11-22T10:00:00.000Z',
      step: 'hand-over',
      secondsSinceStart: 174_600,
      text: 'Mounted read-only and handed over',
    },
  ],
};

export const RESULT: EndedResult = {
  outcome: 'recovered',
  summary: 'The data of genomics-web was recovered.',
  goesOnAs: null,
  recoveryId: RECOVERY_ID,
  problems: [],
  decision: HANDED_OVER.decision,
  deletion: null,
  report: HANDED_OVER.report,
  volumes: [
    {
      volumeId: ROOT_ID,
      name: 'genomics-web-root',
      where: 'untouched',
      snapshotId: '11111111-aaaa-4bbb-8ccc-000000000001',
    },
    { volumeId: DATA_ID, name: 'samples', where: 'detached', snapshotId: '11111111-aaaa-4bbb-8ccc-000000000002' },
  ],
  undone: [],
  left: [],
  timeline: [],
};
