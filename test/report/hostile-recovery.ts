/** Recoveries in which every text is hostile and every list may be long. */
import fc from 'fast-check';
import type { Answer, Decision } from '../../src/contract/decision.ts';
import {
  type FilesystemReport,
  type Layer,
  LAYER_KINDS,
  LAYER_VERDICTS,
  MOUNT_VERDICTS,
} from '../../src/contract/inspection.ts';
import type { Remark } from '../../src/contract/remarks.ts';
import { STRATEGIES } from '../../src/contract/recovery-input.ts';
import { PHASES, type RecoveryPlan, type RecoveryStatus, STEPS } from '../../src/contract/recovery.ts';
import { hostileSurvey } from './hostile-survey.ts';
import { hostileText } from './hostile-text.ts';
import { HANDED_OVER, PLAN, STATUS } from './sample-recovery.ts';

/** Remarks whose data others wrote, or that a later release made. */
const remark: fc.Arbitrary<Remark> = fc.oneof(
  fc.record({ code: fc.constant('encrypted' as const), with: hostileText, command: hostileText }),
  fc.record({ code: fc.constant('mount-failed' as const), error: hostileText, xfs4: fc.boolean() }),
  fc.record({ code: fc.constantFrom('lvm-said' as const, 'array-not-started' as const), error: hostileText }),
  hostileText.map((code) => ({ code }) as unknown as Remark),
);

const filesystem: fc.Arbitrary<FilesystemReport> = fc.record({
  path: hostileText,
  stack: fc.array(hostileText, { maxLength: 5 }),
  fstype: fc.option(hostileText),
  label: fc.option(hostileText),
  uuid: fc.option(hostileText),
  sizeBytes: fc.nat(),
  role: fc.constantFrom('root', 'boot', 'home', 'data', 'swap', 'other'),
  mount: fc.oneof(
    fc.record({
      status: fc.constant('mounted' as const),
      mountpoint: hostileText,
      options: fc.array(hostileText, { maxLength: 4 }),
      usedBytes: fc.option(fc.nat()),
      note: fc.option(hostileText),
      remark,
    }),
    fc.record({
      status: fc.constant('not-mounted' as const),
      verdict: fc.constantFrom(...MOUNT_VERDICTS),
      reason: hostileText,
      advice: hostileText,
      remark,
    }),
  ),
  listing: fc.option(
    fc.record({
      entries: fc.array(
        fc.record({
          path: hostileText,
          type: fc.constantFrom('file', 'directory', 'symlink', 'other'),
          sizeBytes: fc.nat(),
          modifiedAt: hostileText,
        }),
        { maxLength: 100 },
      ),
      truncated: fc.boolean(),
    }),
  ),
});

const layerOver = (children: fc.Arbitrary<Layer[]>): fc.Arbitrary<Layer> =>
  fc.record({
    kind: fc.constantFrom(...LAYER_KINDS),
    path: fc.option(hostileText),
    name: fc.option(hostileText),
    type: fc.option(hostileText),
    label: fc.option(hostileText),
    uuid: fc.option(hostileText),
    sizeBytes: fc.nat(),
    startBytes: fc.option(fc.nat()),
    verdicts: fc.array(
      fc.record({ code: fc.constantFrom(...LAYER_VERDICTS), reason: hostileText, advice: hostileText, remark }),
      { maxLength: 2 },
    ),
    spans: fc.array(hostileText, { maxLength: 2 }),
    missing: fc.array(hostileText, { maxLength: 2 }),
    partOf: fc.option(hostileText),
    signatures: fc.array(fc.record({ type: hostileText, offset: fc.nat() }), { maxLength: 2 }),
    children,
  });

const below = fc.array(layerOver(fc.array(layerOver(fc.constant([])), { maxLength: 2 })), { maxLength: 2 });
const layer = layerOver(below);

export const hostilePlan: fc.Arbitrary<RecoveryPlan> = fc.record({
  cloud: hostileText,
  server: fc.record({
    id: hostileText,
    name: hostileText,
    projectId: hostileText,
    status: hostileText,
    locked: fc.boolean(),
    lockedReason: fc.option(hostileText),
    lockedBySysadmin: fc.option(fc.boolean()),
    image: fc.option(hostileText),
  }),
  volumes: fc.array(
    fc.record({
      volumeId: fc.option(hostileText),
      name: hostileText,
      sizeGib: fc.nat(),
      role: fc.constantFrom('root', 'data'),
      strategy: fc.constantFrom(...STRATEGIES),
      reason: fc.constantFrom('boot-disk', 'data-volume', 'original-stays', 'own-disk', 'deletion-asked-for'),
      needsUnlock: fc.boolean(),
      snapshot: fc.boolean(),
      makes: fc.subarray(['snapshot-kept', 'snapshot-deleted', 'clone', 'image-kept', 'image-deleted', 'copy']),
      changes: fc.subarray(['moved', 'delete-on-termination-off', 'server-deleted']),
      undo: fc.constantFrom('copies-deleted', 'attached-again', 'impossible'),
      afterwards: fc.constantFrom('untouched', 'returned', 'detached'),
    }),
    { maxLength: 20 },
  ),
  recoveryServer: fc.record({
    image: fc.record({ id: hostileText, name: hostileText }),
    flavor: fc.record({ id: hostileText, name: hostileText }),
    network: fc.record({ id: hostileText, name: hostileText }),
    rootVolumeGib: fc.option(fc.nat()),
    sshUser: hostileText,
    sameImageAsCompromised: fc.boolean(),
  }),
  needsUnlock: fc.boolean(),
  deletesServer: fc.boolean(),
  quota: fc.record({
    instances: fc.nat(),
    cores: fc.nat(),
    ramMib: fc.nat(),
    volumes: fc.nat(),
    gigabytes: fc.nat(),
    snapshots: fc.nat(),
  }),
  estimate: fc.record({
    steps: fc.array(
      fc.record({ step: fc.constantFrom('preserve', 'launch', 'move', 'inspect'), from: fc.nat(), to: fc.nat() }),
      { maxLength: 4 },
    ),
    total: fc.record({ from: fc.nat(), to: fc.nat() }),
  }),
  returnVolumes: fc.boolean(),
  deleteSnapshots: fc.boolean(),
  remarks: fc.array(hostileText, { maxLength: 10 }),
  remarkCodes: fc.array(
    fc.oneof(
      fc.record({ code: fc.constant('server-deleted' as const), server: hostileText }),
      fc.record({
        code: fc.constantFrom('volume-kept-by-recovery', 'volume-deleted-with-server'),
        volume: hostileText,
      }),
      fc.record({ code: fc.constant('same-image' as const) }),
    ),
    { maxLength: 10 },
  ),
  digest: fc.oneof(fc.constant(PLAN.digest), hostileText),
});

const report: fc.Arbitrary<NonNullable<RecoveryStatus['report']>> = fc.record({
  volumes: fc.array(
    fc.record({
      volumeId: hostileText,
      originalVolumeId: fc.option(hostileText),
      device: fc.option(hostileText),
      sizeBytes: fc.nat(),
      partitionTable: fc.option(hostileText),
      readOnly: fc.boolean(),
      identity: fc.record({
        serial: fc.option(hostileText),
        appeared: fc.option(fc.boolean()),
        sizeMatches: fc.boolean(),
      }),
      firstLook: fc.record({
        mounted: fc.array(hostileText, { maxLength: 2 }),
        active: fc.array(hostileText, { maxLength: 2 }),
        swaps: fc.array(hostileText, { maxLength: 2 }),
      }),
      layers: fc.option(layer),
      collisions: fc.array(
        fc.record({
          of: fc.constantFrom(
            'filesystem-uuid',
            'partition-uuid',
            'pv-uuid',
            'vg-uuid',
            'vg-name',
            'luks-uuid',
            'md-uuid',
          ),
          value: hostileText,
          paths: fc.array(hostileText, { maxLength: 3 }),
          withRecoveryServer: fc.boolean(),
          handled: hostileText,
          remark,
        }),
        { maxLength: 3 },
      ),
      filesystems: fc.array(filesystem, { maxLength: 12 }),
      operatingSystems: fc.array(
        fc.record({
          rootPath: hostileText,
          prettyName: hostileText,
          id: fc.option(hostileText),
          versionId: fc.option(hostileText),
          hostname: fc.option(hostileText),
          kernels: fc.array(hostileText, { maxLength: 3 }),
          fstab: fc.array(
            fc.record({
              spec: hostileText,
              mountpoint: hostileText,
              fstype: hostileText,
              device: fc.option(hostileText),
              note: fc.option(hostileText),
              remark,
            }),
            { maxLength: 3 },
          ),
        }),
        { maxLength: 2 },
      ),
      warnings: fc.array(hostileText, { maxLength: 5 }),
      warningRemarks: fc.array(remark, { maxLength: 5 }),
    }),
    { maxLength: 6 },
  ),
  survey: hostileSurvey,
  access: fc.constantFrom(null, HANDED_OVER.report?.access ?? null),
  stepSeconds: fc.constant({}),
});

const answerFields = {
  by: hostileText,
  reason: fc.option(hostileText),
  plan: fc.option(hostileText),
  until: fc.option(hostileText),
  at: hostileText,
};
const answer: fc.Arbitrary<Answer> = fc.record({
  ...answerFields,
  kind: fc.constantFrom('approved', 'rejected', 'deletion-approved'),
  serverName: fc.option(hostileText),
  sent: fc.record({ updateId: hostileText }),
  sender: fc.option(fc.record({ identity: fc.option(hostileText), principal: fc.option(hostileText) })),
});
const decision: fc.Arbitrary<Decision> = fc.record({
  ...answerFields,
  kind: fc.constantFrom('approved', 'rejected', 'deletion-approved'),
  answers: fc.array(answer, { maxLength: 2 }),
});

export const hostileStatus: fc.Arbitrary<RecoveryStatus> = fc.record({
  phase: fc.constantFrom(...PHASES),
  waitingFor: hostileText,
  since: fc.oneof(fc.constant(STATUS.since), hostileText),
  serverId: fc.option(hostileText),
  serverName: fc.option(hostileText),
  recoveryId: fc.option(hostileText),
  question: fc.option(
    fc.record({
      faults: fc.array(
        fc.record({
          field: hostileText,
          expected: hostileText,
          received: hostileText,
          suggestion: fc.option(hostileText),
          candidates: fc.array(hostileText, { maxLength: 8 }),
          mend: fc.record({ field: hostileText, value: hostileText }),
        }),
        { maxLength: 8 },
      ),
      more: fc.nat(),
      mend: hostileText,
    }),
  ),
  goesOnAs: fc.option(fc.record({ workflowId: hostileText, link: fc.option(hostileText) })),
  step: fc.constant(STATUS.step),
  finishedSteps: fc.constant(STATUS.finishedSteps),
  stepTimes: fc.dictionary(
    fc.constantFrom(...STEPS),
    fc.record({ began: hostileText, ended: fc.option(hostileText) }),
    { noNullPrototype: true },
  ),
  next: fc.array(
    fc.record({ act: fc.constantFrom('look-again', 'remind', 'escalate', 'expire', 'clean-up'), at: hostileText }),
    { maxLength: 6 },
  ),
  plan: fc.option(hostilePlan),
  problems: fc.array(
    fc.record({ code: hostileText, mayPass: fc.boolean(), message: hostileText, advice: hostileText }),
    { maxLength: 15 },
  ),
  decision: fc.option(decision),
  deletion: fc.option(decision),
  answers: fc.array(answer, { maxLength: 3 }),
  ticketReplies: fc.array(fc.record({ at: hostileText, by: hostileText, words: hostileText }), { maxLength: 5 }),
  otherAnswers: fc.array(hostileText, { maxLength: 20 }),
  report: fc.option(report),
  made: fc.array(hostileText, { maxLength: 20 }),
  undone: fc.array(hostileText, { maxLength: 20 }),
  left: fc.array(hostileText, { maxLength: 20 }),
  volumes: fc.array(
    fc.record({
      volumeId: fc.option(hostileText),
      name: hostileText,
      where: fc.constantFrom('untouched', 'detached', 'returned'),
      snapshotId: fc.option(hostileText),
    }),
    { maxLength: 20 },
  ),
  timeline: fc.array(
    fc.record({ at: hostileText, step: fc.constant(STATUS.step), secondsSinceStart: fc.nat(), text: hostileText }),
    { maxLength: 3 },
  ),
});
