import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilesystemFacts } from '../../src/disk/guest-protocol.ts';
import { describeSystem, isLinuxRoot, parseOsRelease, roleOf } from '../../src/disk/operating-system.ts';
import { deviceWith } from './handmade-device.ts';

const facts = (change: Partial<FilesystemFacts> = {}): FilesystemFacts => ({
  osRelease: null,
  hostname: null,
  fstab: null,
  kernels: [],
  folders: [],
  ...change,
});

const root = deviceWith('/dev/vdb1');

describe('a Linux root', () => {
  it.each([
    ['merged /usr with an fstab', { folders: ['etc', 'usr'], fstab: '' }, true],
    ['an own /bin with an os-release', { folders: ['etc', 'bin'], osRelease: 'ID=debian' }, true],
    ['a backup of /etc', { folders: ['etc'], fstab: '' }, false],
    ['an /etc and /usr without any file that names a system', { folders: ['etc', 'usr'] }, false],
  ])('is told by its folders and files: %s', (_, change, expected) => {
    expect(isLinuxRoot(facts(change))).toBe(expected);
  });

  it.each([
    [{ folders: ['etc', 'usr', 'grub'], fstab: '' }, 'root'],
    [{ folders: ['grub'] }, 'boot'],
    [{ folders: ['EFI'] }, 'boot'],
    [{ kernels: ['vmlinuz-6.1'] }, 'boot'],
    [{ folders: ['home'] }, 'data'],
  ])('and what it is not, it is called otherwise: %j', (change, role) => {
    expect(roleOf(facts(change))).toBe(role);
  });

  it('without an os-release is a Linux without a version', () => {
    expect(describeSystem(root, facts({ hostname: ' web \n' }), [root])).toEqual({
      rootPath: '/dev/vdb1',
      prettyName: 'Linux',
      id: null,
      versionId: null,
      hostname: 'web',
      kernels: [],
      fstab: [],
    });
  });

  it('falls back from PRETTY_NAME to NAME', () => {
    expect(describeSystem(root, facts({ osRelease: 'NAME=Alpine' }), [root]).prettyName).toBe('Alpine');
  });
});

describe('parsing os-release', () => {
  it('takes values with and without quotes, and unescapes them', () => {
    expect(parseOsRelease('ID=debian\nNAME="A \\"B\\" \\$C"\r\nVARIANT=\'x y\'\n# ID=evil\nlower=no\n')).toEqual({
      ID: 'debian',
      NAME: 'A "B" $C',
      VARIANT: 'x y',
    });
  });

  it('runs nothing: a command substitution is text', () => {
    expect(parseOsRelease('PRETTY_NAME="$(reboot)`id`"')['PRETTY_NAME']).toBe('$(reboot)`id`');
  });

  it('takes any text, and knows only keys in capitals', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        for (const key of Object.keys(parseOsRelease(text))) expect(key).toMatch(/^[A-Z][A-Z0-9_]*$/);
      }),
    );
  });
});
