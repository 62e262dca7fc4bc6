import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CloudConfigError, loadCloud } from '../../src/openstack/clouds-yaml.ts';

const SECRET = 'correct-horse-battery';
const CLOUDS = `
clouds:
  zed:
    auth: { auth_url: https://zed.example.org:5000, username: alice, project_name: research }
    region_name: RegionOne
  old:
    auth: { auth_url: https://old.example.org:5000, user_id: u1 }
    interface: internalURL
`;

let folder: string;
let home: string;
beforeEach(() => {
  const root = mkdtempSync(path.join(tmpdir(), 'clouds-yaml-'));
  folder = path.join(root, 'project');
  home = path.join(root, 'home', '.config', 'openstack');
  for (const each of [folder, home]) mkdirSync(each, { recursive: true });
  // Whoever runs the tests may have clouds of their own.
  vi.stubEnv('HOME', path.join(root, 'home'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(path.dirname(folder), { recursive: true });
});

const write = (name: string, content: string, into = folder): string => {
  const file = path.join(into, name);
  writeFileSync(file, content);
  return file;
};
const load = (name?: string, env: Record<string, string> = {}): ReturnType<typeof loadCloud> =>
  loadCloud(name, env, folder);

function faultOf(name?: string, env: Record<string, string> = {}): CloudConfigError {
  try {
    load(name, env);
  } catch (error) {
    if (error instanceof CloudConfigError) return error;
    throw error;
  }
  throw new Error('expected a CloudConfigError, got a cloud');
}

describe('a cloud of clouds.yaml', () => {
  it('is found by its name, and gets what it leaves out', () => {
    write('clouds.yaml', CLOUDS);
    expect(load('zed')).toEqual({
      name: 'zed',
      auth: { auth_url: 'https://zed.example.org:5000', username: 'alice', project_name: 'research' },
      auth_type: 'password',
      region_name: 'RegionOne',
      interface: 'public',
    });
    expect(load('old').interface).toBe('internal');
  });

  it('gets its secret from secure.yaml, beside what clouds.yaml says', () => {
    write('clouds.yaml', CLOUDS);
    write('secure.yaml', `clouds: { zed: { auth: { password: ${SECRET}, username: recovery } } }`);
    expect(load('zed')).toMatchObject({
      auth: { auth_url: 'https://zed.example.org:5000', username: 'recovery', password: SECRET },
      region_name: 'RegionOne',
    });
    expect(load('old').auth).toEqual({ auth_url: 'https://old.example.org:5000', user_id: 'u1' });
  });

  it('is the one of OS_CLOUD when none is named', () => {
    write('clouds.yaml', CLOUDS);
    expect(load(undefined, { OS_CLOUD: 'old' }).name).toBe('old');
    expect(load('zed', { OS_CLOUD: 'old' }).name).toBe('zed');
  });

  it('needs no name when it is the only one', () => {
    write('clouds.yaml', 'clouds: { only: { auth: { auth_url: https://only.example.org } } }');
    expect(load().name).toBe('only');
  });

  it('is read from OS_CLIENT_CONFIG_FILE rather than from here, with its secret from OS_CLIENT_SECURE_FILE', () => {
    write('clouds.yaml', 'clouds: { zed: { auth: { auth_url: https://wrong.example.org } } }');
    write('secure.yaml', 'clouds: { zed: { auth: { password: wrong } } }');
    const env = {
      OS_CLIENT_CONFIG_FILE: write('elsewhere.yaml', CLOUDS),
      OS_CLIENT_SECURE_FILE: write('vault.yaml', `clouds: { zed: { auth: { password: ${SECRET} } } }`),
    };
    expect(load('zed', env).auth).toMatchObject({ auth_url: 'https://zed.example.org:5000', password: SECRET });
  });

  it('is read from the home folder when there is no file here', () => {
    write('clouds.yaml', CLOUDS, home);
    expect(load('zed').auth.username).toBe('alice');
    write('clouds.yaml', 'clouds: { zed: { auth: { auth_url: https://here.example.org } } }');
    expect(load('zed').auth).toEqual({ auth_url: 'https://here.example.org' });
  });

  it.each([
    ['yes', 'True', true],
    ['no', 'false', false],
  ])('may say %s to "insecure" as text', (_, written, insecure) => {
    write('clouds.yaml', `clouds: { z: { auth: { auth_url: https://z.example.org }, insecure: "${written}" } }`);
    expect(load('z').insecure).toBe(insecure);
  });
});

describe('a cloud of the environment', () => {
  const ENV = {
    OS_AUTH_URL: 'https://env.example.org:5000/v3',
    OS_AUTH_TYPE: 'v3applicationcredential',
    OS_APPLICATION_CREDENTIAL_ID: 'ac1',
    OS_APPLICATION_CREDENTIAL_SECRET: SECRET,
    OS_REGION_NAME: 'RegionTwo',
    OS_ENDPOINT_TYPE: 'internalURL',
    OS_COMPUTE_ENDPOINT_OVERRIDE: 'https://nova.example.org/v2.1',
    OS_USERNAME: '',
    PATH: '/bin',
  };

  it('is made of the OS_* variables that have a value', () => {
    expect(load(undefined, ENV)).toEqual({
      name: 'envvars',
      auth: {
        auth_url: 'https://env.example.org:5000/v3',
        application_credential_id: 'ac1',
        application_credential_secret: SECRET,
      },
      auth_type: 'v3applicationcredential',
      region_name: 'RegionTwo',
      endpoint_type: 'internalURL',
      interface: 'internal',
      compute_endpoint_override: 'https://nova.example.org/v2.1',
    });
  });

  it('wins over the clouds of a file, which are still there by name', () => {
    write('clouds.yaml', CLOUDS);
    expect(load(undefined, ENV).name).toBe('envvars');
    expect(load('zed', ENV).name).toBe('zed');
  });
});

describe('what is wrong', () => {
  it('with a name is told by the file and the names that it has', () => {
    const file = write('clouds.yaml', CLOUDS);
    expect(faultOf('zet').message).toBe(`cloud zet is not in ${file}: configured are zed, old`);
    expect(faultOf().message).toBe(`cloud (none named) is not in ${file}: configured are zed, old`);
  });

  it('with an empty file is that it has no clouds', () => {
    const file = write('clouds.yaml', '# nothing yet\n');
    expect(faultOf('zed').message).toBe(`cloud zed is not in ${file}: none are configured`);
  });

  it('with fields is told for each of them, without what stands there', () => {
    write(
      'secure.yaml',
      `clouds: { z: { auth: { auth_url: ${SECRET}, password: [${SECRET}] }, interface: ${SECRET} } }`,
    );
    const file = write('clouds.yaml', 'clouds: { z: {} }');
    const fault = faultOf('z');
    expect(fault.message).toContain(`cloud z (${file}): auth.auth_url: Invalid URL; auth.password: Invalid input;`);
    expect(fault.message).toContain('interface: ');
    expect(inspect(fault, { depth: null })).not.toContain(SECRET);
  });

  it('with the shape of a file is told by its name', () => {
    const file = write('clouds.yaml', `clouds: [${SECRET}]`);
    expect(faultOf('zed').message).toBe(`${file}: clouds: expected a map of clouds`);
  });

  it.each([
    ['an open quote', `clouds: { z: { auth: { password: "${SECRET}`, ' at line 1, column 56'],
    ['an unknown alias', `clouds: { z: { auth: { password: *${SECRET} } } }`, ''],
    ['a block that is none', `clouds:\n  z:\n    auth:\n      password: |${SECRET}`, ' at line 4, column 18'],
  ])('with the YAML of secure.yaml is told by its place, never by the line: %s', (_, content, place) => {
    write('clouds.yaml', CLOUDS);
    const file = write('secure.yaml', content);
    const fault = faultOf('zed');
    expect(fault.message).toBe(`${file}: not YAML${place}`);
    expect(inspect(fault, { depth: null, showHidden: true })).not.toContain(SECRET);
  });

  it('with a tag is not printed beside the secret that it is part of', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    write('secure.yaml', `clouds: { zed: { auth: { password: !${SECRET} x } } }`);
    write('clouds.yaml', CLOUDS);
    load('zed');
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});
