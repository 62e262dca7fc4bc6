import { describe, expect, it } from 'vitest';
import { type Machine, obstacles } from '../../lab/machine.ts';

const GIB = 1024 ** 3;
const fit: Machine = {
  root: true,
  osRelease: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\n',
  availableMemoryBytes: 7 * GIB,
  freeDiskBytes: 20 * GIB,
  running: false,
};

describe('a machine for the lab', () => {
  it('that is root on Debian 12 with memory and disk to spare is taken', () => {
    expect(obstacles(fit)).toEqual([]);
  });

  it('that has everything against it hears all of it at once, with numbers', () => {
    const unfit: Machine = {
      root: false,
      osRelease: 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nVERSION_CODENAME=noble\n',
      availableMemoryBytes: 3.96 * GIB,
      freeDiskBytes: 0,
      running: false,
    };
    expect(obstacles(unfit)).toEqual([
      'The lab needs root: it makes a network namespace. Run it with sudo.',
      'The lab needs Debian 12 (bookworm), whose packages it is made of; this is Ubuntu 24.04.3 LTS.',
      'The lab needs 6 GiB of free memory; here 3.9 GiB are free.',
      'The lab needs 8 GiB of free disk at /opt; here 0.0 GiB are free.',
    ]);
  });

  it('where the lab runs already is not asked for the memory that it uses', () => {
    expect(obstacles({ ...fit, availableMemoryBytes: GIB, freeDiskBytes: GIB, running: true })).toEqual([]);
  });

  it('that does not say what it is, is something else', () => {
    expect(obstacles({ ...fit, osRelease: '' })).toEqual([
      'The lab needs Debian 12 (bookworm), whose packages it is made of; this is something else.',
    ]);
  });
});
