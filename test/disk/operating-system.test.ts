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
  below: '',
  ...change,
});

const root = deviceWith('/dev/vdb1');
const nothingElse = () => null;

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
    expect(describeSystem(root, facts({ hostname: ' web \n' }), [root], nothingElse)).toEqual({
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
    expect(describeSystem(root, facts({ osRelease: 'NAME=Alpine' }), [root], nothingElse).prettyName).toBe('Alpine');
  });

  it('in a subvolume of a btrfs is told with it', () => {
    const below = '@/.snapshots/4/snapshot\u202e';
    expect(describeSystem(root, facts({ below }), [root], nothingElse).subvolume).toBe('@/.snapshots/4/snapshot�');
  });
});

describe('a system on several file systems', () => {
  const usr = deviceWith('/dev/vdb2', { blkid: { exit: 0, values: { UUID: 'the-usr' }, error: '' } });
  const boot = deviceWith('/dev/vdb3', { blkid: { exit: 0, values: { UUID: 'the-boot' }, error: '' } });
  const fstab = 'UUID=the-usr /usr ext4 defaults 0 2\nUUID=the-boot /boot ext4 defaults 0 2\n';
  const elsewhere = new Map([
    [usr.path, facts({ folders: ['bin'], osRelease: 'PRETTY_NAME="Debian GNU/Linux 11 (bullseye)"\nID=debian' })],
    [boot.path, facts({ folders: ['grub'], kernels: ['vmlinuz-5.10.0-28-amd64'] })],
  ]);
  const described = (own: Partial<FilesystemFacts>) =>
    describeSystem(
      root,
      facts({ folders: ['etc', 'usr'], ...own }),
      [root, usr, boot],
      (path) => elsewhere.get(path) ?? null,
    );

  it('has the name that is in its /usr, and the kernels of its /boot', () => {
    expect(described({ fstab })).toMatchObject({
      prettyName: 'Debian GNU/Linux 11 (bullseye)',
      id: 'debian',
      kernels: ['vmlinuz-5.10.0-28-amd64'],
    });
  });

  it('is named by its own root where that has a name', () => {
    const own = { fstab, osRelease: 'NAME=Alpine', kernels: ['vmlinuz-lts'] };
    expect(described(own)).toMatchObject({ prettyName: 'Alpine', kernels: ['vmlinuz-lts'] });
  });

  it.each([
    ['not in its fstab', ''],
    ['not found', 'UUID=gone /usr ext4 defaults 0 2\nUUID=gone-too /boot ext4 defaults 0 2\n'],
  ])('gets no name from a /usr that is %s', (_, without) => {
    expect(described({ fstab: without })).toMatchObject({ prettyName: 'Linux', kernels: [] });
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
