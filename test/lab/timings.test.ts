import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeTimings, readTimings } from '../../lab/timings.ts';

const phase = (seconds: number, endedAt: string) => ({ seconds, endedAt, parts: { packages: seconds } });
const timings = {
  install: phase(233.6, '2026-03-01T10:04:00Z'),
  start: phase(91.2, '2026-03-01T10:05:31Z'),
  seed: phase(173, '2026-02-01T10:00:00Z'),
};

describe('the times of the lab', () => {
  it('are those of this run, in one line; what was there already has none', () => {
    expect(describeTimings(timings, new Date('2026-03-01T10:00:00Z'))).toBe(
      'install 234 s, start 91 s, image done before, seed done before',
    );
  });

  it('count a phase that ended within the second in which the run began', () => {
    expect(describeTimings(timings, new Date('2026-03-01T10:05:31.900Z'))).toContain('start 91 s');
  });

  it('are read from what the scripts wrote', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'timings-')), 'timings.json');
    writeFileSync(file, JSON.stringify(timings));
    expect(readTimings(file)).toEqual(timings);
  });

  it('are none where nothing was ever done', () => {
    expect(readTimings('/nowhere/timings.json')).toEqual({});
  });
});
