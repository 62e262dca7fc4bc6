/** The fields that a request may have, as the input's schema says, and the other names and forms that people use. */
import { z } from 'zod';
import { RecoveryInputSchema } from '../contract/recovery-input.ts';
import { likest } from './edit-distance.ts';

const { serverId: _, ...shape } = RecoveryInputSchema.shape;

/** Schema of each value by its dotted path, `owner.email`; a list is one value. */
export const FIELDS: ReadonlyMap<string, z.ZodType> = new Map([
  ['server', z.string().trim().min(1).max(255)],
  ...leaves(shape, ''),
]);

/** Paths of objects that hold fields, and the field that is meant where a plain value stands in their place. */
export const GROUPS: ReadonlyMap<string, string | null> = new Map([
  ['ticket', 'ticket.id'],
  ['confirmation', 'confirmation.reason'],
  ['owner', 'owner.email'],
  ['options', null],
]);

function leaves(fields: Record<string, z.ZodType>, prefix: string): [string, z.ZodType][] {
  return Object.entries(fields).flatMap(([name, schema]): [string, z.ZodType][] => {
    const path = `${prefix}${name}`;
    const inner = withoutDefault(schema);
    return inner instanceof z.ZodObject ? leaves(inner.shape, `${path}.`) : [[path, inner]];
  });
}

function withoutDefault(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return withoutDefault(schema.unwrap() as z.ZodType);
  return schema;
}

/** What people call the server's field. */
const SERVER_NAMES = ['serverid', 'servername', 'instance', 'instanceid', 'instancename', 'vm', 'ip', 'ipaddress'];

/** `server_id`, `Server-ID` and `serverId` are one name. */
const normal = (path: string): string => path.toLowerCase().replaceAll(/[^a-z0-9.]/g, '');

const BY_NORMAL_NAME: ReadonlyMap<string, string> = new Map([
  ...SERVER_NAMES.map((name) => [name, 'server'] as const),
  ...[...GROUPS.keys(), ...FIELDS.keys()].map((path) => [normal(path), path] as const),
]);

/** The field or group that surely is meant by a path as it was written. */
export const fieldNamed = (path: string): string | undefined =>
  path.length > 100 ? undefined : BY_NORMAL_NAME.get(normal(path));

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/**
 * The field or group that is probably meant: of the same group first (`owner.mail`), else wherever its name belongs
 * (`email`).
 */
export function fieldLike(path: string): string | null {
  const paths = [...GROUPS.keys(), ...FIELDS.keys()];
  const [whole] = likest(
    path,
    paths.filter((each) => path.includes('.') === each.includes('.')),
  );
  if (whole !== undefined && lastNamesAlike(path, whole)) return whole;
  const named = lastName(path);
  const [name] = likest(named, paths.map(lastName));
  return paths.find((each) => lastName(each) === name) ?? null;
}

/** `owner.colour` is like `owner.` in most of its letters, and like no field of it. */
const lastNamesAlike = (a: string, b: string): boolean => likest(lastName(a), [lastName(b)]).length > 0;
