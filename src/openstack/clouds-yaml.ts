/**
 * Reads `clouds.yaml`, `secure.yaml` and `OS_*` as openstacksdk does.
 *
 * @see {@link https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html}
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

/** Thrown when a cloud can't be opened; names the cloud, the file, the field, and the clouds that exist. */
export class CloudConfigError extends Error {
  override readonly name = 'CloudConfigError';
}

const text = z.union([z.string(), z.number().transform(String)]);
const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', 'True', 'False']).transform((value) => value.toLowerCase() === 'true'),
]);

const Auth = z.looseObject({
  auth_url: z.url(),
  username: text.optional(),
  user_id: text.optional(),
  password: text.optional(),
  user_domain_name: text.optional(),
  user_domain_id: text.optional(),
  project_name: text.optional(),
  project_id: text.optional(),
  project_domain_name: text.optional(),
  project_domain_id: text.optional(),
  domain_name: text.optional(),
  application_credential_id: text.optional(),
  application_credential_name: text.optional(),
  application_credential_secret: text.optional(),
  token: text.optional(),
});

const Cloud = z.looseObject({
  auth: Auth,
  auth_type: z.enum(['password', 'v3password', 'token', 'v3token', 'v3applicationcredential']).default('password'),
  region_name: text.optional(),
  interface: z
    .string()
    .transform((value) => value.replace(/URL$/, ''))
    .pipe(z.enum(['public', 'internal', 'admin']))
    .default('public'),
  verify: flag.optional(),
  insecure: flag.optional(),
  cacert: z.string().optional(),
  cert: z.string().optional(),
  key: z.string().optional(),
});

export type CloudConfig = z.output<typeof Cloud> & { name: string };

type Env = Readonly<Record<string, string | undefined>>;
type Raw = Record<string, unknown>;

/**
 * @param name - a cloud of clouds.yaml; `OS_CLOUD` when left out, else the only one, else `envvars`.
 * @throws CloudConfigError
 */
export function loadCloud(name?: string, env: Env = process.env, cwd: string = process.cwd()): CloudConfig {
  const { file, clouds } = allClouds(env, cwd);
  const wanted = name ?? env['OS_CLOUD'] ?? defaultName(clouds, env) ?? '(none named)';
  const raw = clouds[wanted];
  if (raw === undefined) {
    const names = Object.keys(clouds);
    const known = names.length === 0 ? 'none are configured' : `configured are ${names.join(', ')}`;
    throw new CloudConfigError(`cloud ${wanted} is not in ${file ?? 'any clouds.yaml'}: ${known}`);
  }
  const result = Cloud.safeParse(raw);
  if (result.success) return { ...result.data, name: wanted };
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new CloudConfigError(`cloud ${wanted} (${file ?? 'OS_* variables'}): ${faults.join('; ')}`);
}

const environmentName = (env: Env): string => env['OS_CLOUD_NAME'] ?? 'envvars';

/** `OS_*` variables win over files; a single cloud needs no name. */
function defaultName(clouds: Record<string, Raw>, env: Env): string | undefined {
  if (environmentName(env) in clouds) return environmentName(env);
  const names = Object.keys(clouds);
  return names.length === 1 ? names[0] : undefined;
}

function allClouds(env: Env, cwd: string): { file: string | null; clouds: Record<string, Raw> } {
  const main = readFirst(env['OS_CLIENT_CONFIG_FILE'], 'clouds', cwd);
  const clouds = { ...main.clouds };
  for (const [each, raw] of Object.entries(readFirst(env['OS_CLIENT_SECURE_FILE'], 'secure', cwd).clouds))
    clouds[each] = merge(clouds[each] ?? {}, raw);
  const fromEnvironment = environmentCloud(env);
  if (fromEnvironment !== null) clouds[environmentName(env)] = fromEnvironment;
  return { file: main.file, clouds };
}

/** The first file found wins, as in openstacksdk; the others are not read. */
function readFirst(
  named: string | undefined,
  kind: 'clouds' | 'secure',
  cwd: string,
): { file: string | null; clouds: Record<string, Raw> } {
  const folders = [cwd, path.join(homedir(), '.config', 'openstack'), '/etc/openstack'];
  const candidates = [
    ...(named === undefined ? [] : [named]),
    ...folders.flatMap((folder) => ['yaml', 'yml'].map((end) => path.join(folder, `${kind}.${end}`))),
  ];
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file === undefined) return { file: null, clouds: {} };
  const document = documentOf(file);
  const parsed = z
    .looseObject({ clouds: z.record(z.string(), z.record(z.string(), z.unknown())).optional() })
    .nullable()
    .safeParse(document);
  if (!parsed.success) throw new CloudConfigError(`${file}: clouds: expected a map of clouds`);
  return { file, clouds: parsed.data?.clouds ?? {} };
}

/** Says where a file is no YAML, never what stands there: the parser quotes the line, which may be a password's. */
function documentOf(file: string): unknown {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CloudConfigError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    // Its warnings would go to stderr, with the line too.
    return parse(content, { logLevel: 'error' });
  } catch (error) {
    const at = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
    const place = at === undefined ? '' : ` at line ${at.line}, column ${at.col}`;
    throw new CloudConfigError(`${file}: not YAML${place}`);
  }
}

function merge(base: Raw, over: Raw): Raw {
  const merged: Raw = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = merged[key];
    merged[key] = isMap(old) && isMap(value) ? merge(old, value) : value;
  }
  return merged;
}

const isMap = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

const NOT_AUTH = new Set([
  'auth_type',
  'region_name',
  'interface',
  'cacert',
  'cert',
  'key',
  'insecure',
  'endpoint_type',
]);
const NO_CLOUD = new Set(['OS_CLOUD', 'OS_CLOUD_NAME', 'OS_CLIENT_CONFIG_FILE', 'OS_CLIENT_SECURE_FILE']);

/** `OS_AUTH_URL`, `OS_USERNAME`, … as a cloud; null when there is no `OS_AUTH_URL`. */
function environmentCloud(env: Env): Raw | null {
  if (env['OS_AUTH_URL'] === undefined) return null;
  const cloud: Raw = {};
  const auth: Raw = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('OS_') || NO_CLOUD.has(name) || value === undefined || value === '') continue;
    const key = name.slice(3).toLowerCase();
    if (NOT_AUTH.has(key) || key.endsWith('_api_version') || key.endsWith('_endpoint_override')) cloud[key] = value;
    else auth[key] = value;
  }
  if (cloud['endpoint_type'] !== undefined) cloud['interface'] ??= cloud['endpoint_type'];
  return { ...cloud, auth };
}
