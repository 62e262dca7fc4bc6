/** Things of the lab by their name: found where they are, made where they are not. */
import { z } from 'zod';
import type { Caller, Request } from '../suite/caller.ts';

export const Named = z.looseObject({ id: z.string(), name: z.string() });
export type Named = z.output<typeof Named>;

export async function ensure(
  admin: Caller,
  service: Request['service'],
  kind: string,
  wanted: Record<string, unknown> & { name: string },
): Promise<Named> {
  const found = (await list(admin, service, kind)).find(({ name }) => name === wanted.name);
  if (found !== undefined) return found;
  const singular = kind.replace(/s$/, '');
  const made = await ask(admin, { method: 'POST', service, path: `/${kind}`, body: { [singular]: wanted } });
  return z.object({ [singular]: Named }).parse(made)[singular] as Named;
}

export async function list(admin: Caller, service: Request['service'], kind: string): Promise<Named[]> {
  const path = `/${kind}${kind === 'flavors' ? '?is_public=None' : ''}`;
  const answer = await ask(admin, { method: 'GET', service, path });
  return z.looseObject({ [kind]: z.array(Named) }).parse(answer)[kind] as Named[];
}

export async function ask(caller: Caller, request: Request): Promise<unknown> {
  const { status, body } = await caller.call(request);
  if (status >= 400)
    throw new Error(`furnishing: ${request.method} ${request.path}: ${status} ${JSON.stringify(body)}`);
  return body;
}
