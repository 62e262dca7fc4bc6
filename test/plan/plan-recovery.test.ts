import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecoveryRequest } from '../../src/contract/recovery-input.ts';
import type { RecoveryServerPlan } from '../../src/contract/recovery.ts';
import type { CloudFacts, RecoveryServerWish } from '../../src/plan/facts.ts';
import { type DraftPlan, planRecovery, substanceOf } from '../../src/plan/plan-recovery.ts';
import { problem, type ProblemCode, PROBLEMS } from '../../src/plan/problems.ts';
import { DATA_ID, facts, image, inputOf, OTHER_SERVER_ID, ROOT_ID, rootVolume, server, volume, wish } from './facts.ts';

interface Case {
  cloud?: Partial<CloudFacts>;
  request?: Partial<RecoveryRequest>;
  wishes?: Partial<RecoveryServerWish>;
  mayBeUnlocked?: boolean;
  previous?: RecoveryServerPlan;
}

const draft = ({ cloud = {}, request = {}, wishes = {}, mayBeUnlocked = false, previous }: Case) =>
  planRecovery(
    'research',
    facts(cloud),
    inputOf(request),
    { ...wish, ...wishes },
    { mayBeUnlocked, previous: previous ?? null },
  );

/** The boot disk freed by deleting its server, in a cloud that can't be told to keep a volume. */
function deletion(request: Partial<RecoveryRequest>, volumes = [rootVolume()]): Case {
  return {
    cloud: { volumes, canKeepVolumes: false },
    request: { volumes: [{ volumeId: ROOT_ID, strategy: 'delete-server' }], ...request },
  };
}

function planned(which: Case): DraftPlan {
  const result = draft(which);
  if (!('plan' in result)) throw new Error(result.problems.map(({ code }) => code).join());
  return result.plan;
}

function problemCodes(which: Case): string[] {
  const result = draft(which);
  return 'plan' in result ? [] : result.problems.map(({ code }) => code);
}

describe('the strategy of a volume', () => {
  it('is clone for the boot disk and detach for data, and only detach needs the unlock', () => {
    const { volumes, needsUnlock } = planned({});
    expect(
      volumes.map(({ volumeId, role, strategy, needsUnlock: each }) => ({ volumeId, role, strategy, each })),
    ).toEqual([
      { volumeId: ROOT_ID, role: 'root', strategy: 'clone', each: false },
      { volumeId: DATA_ID, role: 'data', strategy: 'detach', each: true },
    ]);
    expect(needsUnlock).toBe(true);
  });

  it('is never detach for the first volume of a server that boots from a volume, whatever the order of the list', () => {
    const boot = rootVolume();
    const unlimited = { instances: null, cores: null, ramMib: null, volumes: null, gigabytes: null, snapshots: null };
    const others = fc.array(fc.integer({ min: 1, max: 24 }), { maxLength: 5 });
    fc.assert(
      fc.property(others, fc.boolean(), (letters, bootFirst) => {
        const data = letters.map((letter, index) =>
          volume({ id: `data-${String(index)}`, device: `/dev/vd${String.fromCharCode(97 + letter)}` }),
        );
        const { volumes } = planned({
          cloud: { volumes: bootFirst ? [boot, ...data] : [...data, boot], quota: unlimited },
        });
        expect(volumes.filter(({ strategy }) => strategy !== 'detach').map(({ volumeId }) => volumeId)).toEqual([
          ROOT_ID,
        ]);
      }),
    );
  });

  it('leaves a named volume alone when another one is named', () => {
    expect(planned({ request: { volumes: [{ volumeId: DATA_ID }] } }).volumes.map(({ volumeId }) => volumeId)).toEqual([
      DATA_ID,
    ]);
  });

  it('can be clone for data, and then no unlock is needed', () => {
    const { needsUnlock } = planned({ request: { volumes: [{ volumeId: DATA_ID, strategy: 'clone' }] } });
    expect(needsUnlock).toBe(false);
  });

  it('is image for an image-booted server without volumes', () => {
    const { volumes } = planned({
      cloud: { server: server({ imageId: 'image-debian', rootDiskGib: 20 }), volumes: [] },
    });
    expect(volumes).toMatchObject([{ volumeId: null, strategy: 'image', sizeGib: 20, needsUnlock: false }]);
  });

  it('adds the own disk of an image-booted server when asked, and says so when not', () => {
    const cloud = { server: server({ imageId: 'image-debian', rootDiskGib: 20 }), volumes: [volume()] };
    expect(planned({ cloud, request: { options: { includeRootDisk: true } } }).volumes).toHaveLength(2);
    expect(planned({ cloud }).remarks.join()).toContain('includeRootDisk');
  });
});

describe('what stands in the way is named', () => {
  const cases: [string, Case][] = [
    ['server-not-shut-off', { cloud: { server: server({ status: 'ACTIVE' }) } }],
    ['server-not-locked', { cloud: { server: server({ locked: false }) } }],
    ['server-in-error', { cloud: { server: server({ status: 'ERROR' }) } }],
    ['server-shelved', { cloud: { server: server({ status: 'SHELVED_OFFLOADED' }) } }],
    ['server-busy', { cloud: { server: server({ taskState: 'powering-off' }) } }],
    ['no-volumes', { cloud: { volumes: [] } }],
    ['volume-not-attached', { request: { volumes: [{ volumeId: OTHER_SERVER_ID }] } }],
    ['volume-in-error', { cloud: { volumes: [rootVolume(), volume({ status: 'error' })] } }],
    ['volume-in-error', { cloud: { volumes: [rootVolume(), volume({ status: 'error_detaching' })] } }],
    ['volume-busy', { cloud: { volumes: [rootVolume(), volume({ status: 'detaching' })] } }],
    ['volume-busy', { cloud: { volumes: [rootVolume(), volume({ status: 'reserved', attachedTo: [] })] } }],
    ['volume-busy', { cloud: { volumes: [rootVolume(), volume({ status: 'available', attachedTo: [] })] } }],
    ['volume-busy', { cloud: { volumes: [rootVolume(), volume({ attachedTo: [OTHER_SERVER_ID] })] } }],
    [
      'volume-shared',
      { cloud: { volumes: [rootVolume(), volume({ attachedTo: [facts().server.id, OTHER_SERVER_ID] })] } },
    ],
    ['volume-encrypted', { cloud: { volumes: [rootVolume({ encrypted: true })] } }],
    ['root-needs-clone', { request: { volumes: [{ volumeId: ROOT_ID, strategy: 'detach' }] } }],
    ['wrong-strategy', { request: { volumes: [{ volumeId: DATA_ID, strategy: 'image' }] } }],
    ['wrong-strategy', { request: { volumes: [{ volumeId: DATA_ID, strategy: 'delete-server' }] } }],
    ['deletion-needs-snapshot', deletion({ options: { snapshot: false } })],
    ['deletion-returns-nothing', deletion({ options: { returnVolumes: true } })],
    ['deletion-would-delete-volume', deletion({}, [rootVolume({ deleteOnTermination: true })])],
    // A cloud so old that it does not tell.
    ['deletion-would-delete-volume', deletion({}, [rootVolume({ deleteOnTermination: null })])],
    // Not recovered, but it would be gone too.
    ['deletion-would-delete-volume', deletion({}, [rootVolume(), volume({ deleteOnTermination: true })])],
    ['image-missing', { wishes: { image: 'Debian-13' } }],
    [
      'image-missing',
      { cloud: { images: [image({ visibility: 'private' }), image({ id: 'snap', isSnapshot: true })] } },
    ],
    ['image-ambiguous', { wishes: { image: 'Debian-12' }, cloud: { images: [image(), image({ id: 'again' })] } }],
    ['flavor-missing', { wishes: { flavor: 'p9' } }],
    ['flavor-missing', { cloud: { flavors: [] } }],
    ['network-missing', { wishes: { network: 'lost-net' } }],
    ['network-ambiguous', { cloud: { server: server({ networkIds: ['network-1', 'network-2'] }) } }],
    ['quota-too-small', { cloud: { quota: { ...facts().quota, snapshots: 1 } } }],
    ['quota-too-small', { cloud: { quota: { ...facts().quota, instances: 0 } } }],
  ];
  it.each(cases)('%s', (code, which) => {
    expect(problemCodes(which)).toContain(code);
  });

  it('all at once, each with a sentence of advice', () => {
    const result = draft({
      cloud: { server: server({ status: 'ACTIVE', locked: false }), volumes: [rootVolume({ status: 'error' })] },
    });
    const problems = 'plan' in result ? [] : result.problems;
    expect(problems.map(({ code }) => code)).toEqual(['server-not-shut-off', 'server-not-locked', 'volume-in-error']);
    for (const { message, advice } of problems)
      expect([message, advice].every((text) => text.endsWith('.'))).toBe(true);
  });

  it('says how much quota is missing', () => {
    const result = draft({ cloud: { quota: { ...facts().quota, gigabytes: 50 } } });
    // Root clone 20 + snapshots 120 + a root volume of 20 for a flavor without a disk.
    expect('problems' in result && result.problems[0]?.message).toBe(
      "The project's quota is too small: gigabytes: 160 needed, 50 free.",
    );
  });
});

it('an approval that came early makes an unlocked server what was asked for', () => {
  expect(problemCodes({ cloud: { server: server({ locked: false }) }, mayBeUnlocked: true })).toEqual([]);
});

it('a server that is off in ERROR or shelved can still be cloned', () => {
  for (const status of ['ERROR', 'SHELVED_OFFLOADED'])
    expect(problemCodes({ cloud: { server: server({ status }), volumes: [rootVolume()] } })).toEqual([]);
});

describe('the recovery server', () => {
  it('prefers an image that is not the compromised one, so that no root file system shares its UUID', () => {
    const { image: chosen, sameImageAsCompromised } = planned({}).recoveryServer;
    expect(chosen.id).toBe('image-ubuntu');
    expect(sameImageAsCompromised).toBe(false);
  });

  it('takes the same image when there is no other, and warns against a reboot', () => {
    const { recoveryServer, remarks } = planned({ cloud: { images: [image()] } });
    expect(recoveryServer.sameImageAsCompromised).toBe(true);
    expect(remarks.join()).toContain('must not be rebooted');
  });

  it('takes the smallest comfortable flavor, and a new root volume where it has no disk', () => {
    expect(planned({}).recoveryServer).toMatchObject({ flavor: { id: 'p1' }, rootVolumeGib: 20, sshUser: 'ubuntu' });
  });

  it('takes a flavor with a disk of its own before one that needs a volume', () => {
    const flavors = [
      ...facts().flavors,
      { id: 'c', name: 'c2-7.5gb', vcpus: 2, ramMib: 7680, diskGib: 20, disabled: false },
    ];
    expect(planned({ cloud: { flavors } }).recoveryServer).toMatchObject({ flavor: { id: 'c' }, rootVolumeGib: null });
  });

  it('leaves out flavors that the free quota does not allow', () => {
    const quota = { ...facts().quota, ramMib: 2000 };
    const flavors = [
      { id: 'big', name: 'big', vcpus: 1, ramMib: 4096, diskGib: 20, disabled: false },
      ...facts().flavors,
    ];
    expect(planned({ cloud: { quota, flavors } }).recoveryServer.flavor.id).toBe('p1');
  });
});

describe('deleting the server to free its boot disk', () => {
  const request: Partial<RecoveryRequest> = { volumes: [{ volumeId: ROOT_ID, strategy: 'delete-server' }] };

  it('is planned for who asks, needs the unlock, and says that it can not be undone', () => {
    const plan = planned({ request });
    expect(plan).toMatchObject({ needsUnlock: true, deletesServer: true });
    expect(plan.volumes).toMatchObject([
      { makes: ['snapshot-kept'], changes: ['server-deleted', 'moved'], undo: 'impossible', afterwards: 'detached' },
    ]);
    expect(plan.remarks[0]).toContain("can't be undone");
  });

  it('takes no quota for a clone', () => {
    expect(planned({ request }).quota).toMatchObject({ volumes: 1, gigabytes: 40, snapshots: 1 });
  });

  it('switches delete_on_termination off first where the cloud can', () => {
    const { volumes, remarks } = planned({
      request,
      cloud: { volumes: [rootVolume({ deleteOnTermination: true }), volume()] },
    });
    expect(volumes[0]?.changes).toEqual(['delete-on-termination-off', 'server-deleted', 'moved']);
    expect(remarks.join()).toContain('switches that off and reads it back');
  });

  it('is never planned unless asked for', () => {
    expect(planned({}).deletesServer).toBe(false);
  });
});

describe('a plan that is made again', () => {
  const of = (which: Case): string => JSON.stringify(substanceOf(planned(which)));

  it('is the same while the lock, its reason, the remarks and the free quota change', () => {
    const cloud = {
      server: server({ locked: false, lockedReason: null, lockedBySysadmin: false }),
      quota: { ...facts().quota, instances: 3 },
    };
    expect(of({ cloud, mayBeUnlocked: true })).toBe(of({}));
  });

  it.each<[string, Case]>([
    ['a volume came', { cloud: { volumes: [rootVolume(), volume(), volume({ id: OTHER_SERVER_ID, name: 'new' })] } }],
    ['a volume went', { cloud: { volumes: [rootVolume()] } }],
    ['a volume grew', { cloud: { volumes: [rootVolume(), volume({ sizeGib: 200 })] } }],
    ['a volume has another name', { cloud: { volumes: [rootVolume(), volume({ name: 'renamed' })] } }],
    ['the server has another name', { cloud: { server: server({ name: 'renamed' }) } }],
  ])('is another when %s', (_what, which) => {
    expect(of(which)).not.toBe(of({}));
  });

  it('keeps the recovery server that was shown, though a better image or flavor came', () => {
    const before = planned({}).recoveryServer;
    const images = [...facts().images, image({ id: 'newer', osDistro: 'debian', createdAt: '2026-09-01T00:00:00Z' })];
    const flavors = [...facts().flavors, { id: 'c', name: 'c1', vcpus: 1, ramMib: 1024, diskGib: 20, disabled: false }];
    expect(planned({ cloud: { images, flavors } }).recoveryServer).not.toEqual(before);
    expect(planned({ cloud: { images, flavors }, previous: before }).recoveryServer).toEqual(before);
  });

  it('takes another when that one is gone, or the quota has no room for it any more', () => {
    const before = planned({ wishes: { flavor: 'p2' } }).recoveryServer;
    expect(planned({ cloud: { images: [image()] }, previous: before }).recoveryServer.image.id).toBe('image-debian');
    const quota = { ...facts().quota, cores: 1 };
    expect(planned({ cloud: { quota }, previous: before }).recoveryServer.flavor.id).toBe('p1');
  });

  it('follows the configuration when that names another', () => {
    const before = planned({}).recoveryServer;
    const wishes = { image: 'image-debian' };
    expect(planned({ wishes, previous: before }).recoveryServer.image.id).toBe('image-debian');
  });
});

it('the plan says what it takes of the quota', () => {
  // The clone of the root volume, the snapshots of both, and a root volume for a flavor without a disk.
  expect(planned({}).quota).toEqual({
    instances: 1,
    cores: 1,
    ramMib: 1536,
    volumes: 2,
    gigabytes: 20 + 120 + 20,
    snapshots: 2,
  });
});

describe('the estimate', () => {
  it('has a range for each step that takes time, and side by side only the longer one counts in the sum', () => {
    const { estimate } = planned({});
    expect(estimate.steps.map(({ step }) => step)).toEqual(['preserve', 'launch', 'move', 'inspect']);
    for (const { from, to } of [...estimate.steps, estimate.total]) expect(from).toBeLessThan(to);
    expect(estimate.total).toEqual({ from: 80 + 2 + 5, to: 360 + 20 + 120 });
  });

  it('grows with what may have to be copied, and not with what is only moved', () => {
    const longest = (which: Case): number => planned(which).estimate.total.to;
    const big = {
      cloud: { volumes: [rootVolume(), volume({ sizeGib: 900 })], quota: { ...facts().quota, gigabytes: null } },
    };
    expect(longest(big)).toBe(longest({}));
    const cloned = { ...big, request: { volumes: [{ volumeId: DATA_ID, strategy: 'clone' as const }] } };
    expect(longest(cloned)).toBeGreaterThan(9000);
  });
});

it('the approver reads that a lock from inside the project can be removed by any member', () => {
  expect(planned({ cloud: { server: server({ lockedBySysadmin: false }) } }).remarks.join()).toContain(
    'any member may remove it',
  );
});

it.each(Object.keys(PROBLEMS) as ProblemCode[])('%s is worded without a hole when its details are given', (code) => {
  const { message, advice } = problem(code, 'one', 'two', 'three');
  expect(`${message} ${advice}`).not.toMatch(/undefined|null|NaN/);
});
