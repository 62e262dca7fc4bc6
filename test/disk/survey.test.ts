import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { GuestAnswerError } from '../../src/disk/guest-protocol.ts';
import { boundSurvey, MOST_SURVEY_BYTES, type Surveyor, surveyVolumes } from '../../src/disk/survey.ts';
import { hostileSurvey } from '../report/hostile-survey.ts';
import { HANDED_OVER } from '../report/sample-recovery.ts';

const RECORDED: unknown = JSON.parse(
  readFileSync(new URL('../fixtures/surveys/lived-in.json', import.meta.url), 'utf8'),
);
const volumes = HANDED_OVER.report?.volumes ?? [];

/** Answers always the same, and keeps what it was asked. */
class Answering implements Surveyor {
  readonly asked: unknown[] = [];
  readonly #answer: unknown;

  constructor(answer: unknown) {
    this.#answer = answer;
  }

  survey(request: unknown): Promise<unknown> {
    this.asked.push(request);
    return Promise.resolve(this.#answer);
  }
}

describe('the survey is asked', () => {
  it('about everything that is mounted, and about each system with what its fstab mounts', async () => {
    const [root, data] = volumes;
    const system = root?.operatingSystems[0];
    if (root === undefined || data === undefined || system === undefined) throw new Error('the sample has both');
    const entry = { spec: 'x', fstype: 'ext4', note: null };
    const fstab = [
      { ...entry, mountpoint: '/', device: '/dev/vdb1' },
      { ...entry, mountpoint: '/data', device: '/dev/vdc1' },
      { ...entry, mountpoint: 'none', device: '/dev/vdc1' },
      { ...entry, mountpoint: '/secret', device: '/dev/vdc2' },
      { ...entry, mountpoint: '/lost', device: null },
    ];
    const surveyor = new Answering(RECORDED);
    await surveyVolumes(surveyor, [{ ...root, operatingSystems: [{ ...system, fstab }] }, data]);
    expect(surveyor.asked).toEqual([
      {
        roots: [{ target: '/recovery/m0', below: '', mounts: { '/data': '/recovery/m1' } }],
        filesystems: ['/recovery/m0', '/recovery/m1'],
        seconds: 30,
      },
    ]);
  });

  it('about the subvolume of a btrfs in which the inspection found the system', async () => {
    const surveyor = new Answering(RECORDED);
    const inSnapshot = volumes.map((volume) => ({
      ...volume,
      operatingSystems: volume.operatingSystems.map((system) => ({ ...system, subvolume: '@/.snapshots/4/snapshot' })),
    }));
    await surveyVolumes(surveyor, inSnapshot);
    expect(surveyor.asked).toMatchObject([{ roots: [{ target: '/recovery/m0', below: '@/.snapshots/4/snapshot' }] }]);
  });

  it('nothing where nothing is mounted', async () => {
    const surveyor = new Answering(RECORDED);
    const empty: VolumeInspection[] = volumes.map((volume) => ({ ...volume, filesystems: [] }));
    expect(await surveyVolumes(surveyor, empty)).toBeNull();
    expect(surveyor.asked).toEqual([]);
  });
});

describe('its answer', () => {
  it('of another shape is refused, with the place', async () => {
    await expect(surveyVolumes(new Answering({ version: 2 }), volumes)).rejects.toThrow(GuestAnswerError);
    await expect(surveyVolumes(new Answering([]), volumes)).rejects.toThrow('recovery-guest survey answered');
  });

  it('of any JSON gives a survey or the typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (answer) => {
        await surveyVolumes(new Answering(answer), volumes).catch((error: unknown) => {
          expect(error).toBeInstanceOf(GuestAnswerError);
        });
      }),
    );
  });

  it('holds no control characters, and no times that are none', async () => {
    const hostile = JSON.parse(
      JSON.stringify(RECORDED).replaceAll('/etc/passwd', '\\u001b[2J\\u202e').replaceAll('1740830400', '9e99'),
    ) as unknown;
    const found = JSON.stringify(await surveyVolumes(new Answering(hostile), volumes));
    expect(found).not.toMatch(/\\u001b|\u202e/);
    expect(found).toContain('9999-12-31T23:59:59Z');
  });

  it('fits into the history whatever it holds', () => {
    fc.assert(
      fc.property(hostileSurvey, (outcome) => {
        if (outcome?.kind !== 'surveyed') return;
        const bounded = boundSurvey(outcome.survey, MOST_SURVEY_BYTES);
        expect(Buffer.byteLength(JSON.stringify(bounded))).toBeLessThanOrEqual(MOST_SURVEY_BYTES);
      }),
    );
  });
});
