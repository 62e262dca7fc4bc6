import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecoveryRequest } from '../../src/contract/recovery-input.ts';
import type { CloudFacts, RecoveryServerWish } from '../../src/plan/facts.ts';
import { type DraftPlan, planRecovery } from '../../src/plan/plan-recovery.ts';
import { problem, type ProblemCode, PROBLEMS } from '../../src/plan/problems.ts';
import { DATA_ID, facts, image, inputOf, OTHER_SERVER_ID, ROOT_ID, rootVolume, server, volume, wish } from './facts.ts';

interface Case {
  cloud?: Partial<CloudFacts>;
  request?: Partial<RecoveryRequest>;
  wishes?: Partial<RecoveryServerWish>;
  unlockApproved?: boolean;
}

const draft = ({ cloud = {}, request = {}, wishes = {}, unlockApproved = false }: Case) =>
  planRecovery('research', facts(cloud), inputOf(request), { ...wish, ...wishes }, unlockApproved);

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
    ['volume-busy', { cloud: { volumes: [rootVolume(), volume({ status: 'reserved' })] } }],
    [
      'volume-shared',
      { cloud: { volumes: [rootVolume(), volume({ attachedTo: [facts().server.id, OTHER_SERVER_ID] })] } },
    ],
    ['volume-encrypted', { cloud: { volumes: [rootVolume({ encrypted: true })] } }],
    ['root-needs-clone', { request: { volumes: [{ volumeId: ROOT_ID, strategy: 'detach' }] } }],
    ['wrong-strategy', { request: { volumes: [{ volumeId: DATA_ID, strategy: 'image' }] } }],
    ['delete-server-not-offered', { request: { volumes: [{ volumeId: ROOT_ID, strategy: 'delete-server' }] } }],
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
  expect(problemCodes({ cloud: { server: server({ locked: false }) }, unlockApproved: true })).toEqual([]);
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

it('the approver reads that a lock from inside the project can be removed by any member', () => {
  expect(planned({ cloud: { server: server({ lockedBySysadmin: false }) } }).remarks.join()).toContain(
    'any member may remove it',
  );
});

it.each(Object.keys(PROBLEMS) as ProblemCode[])('%s is worded without a hole when its details are given', (code) => {
  const { message, advice } = problem(code, 'one', 'two', 'three');
  expect(`${message} ${advice}`).not.toMatch(/undefined|null|NaN/);
});
