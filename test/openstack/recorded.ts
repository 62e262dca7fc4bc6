/** Answers recorded from a Zed cloud, word for word: `recorded/*.json`, one call each. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ScriptedCloud } from './scripted-cloud.ts';

const Recording = z.object({
  request: z.object({ method: z.string(), url: z.url() }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});

/** Lets the cloud answer this call as the real one did. */
export function replay(cloud: ScriptedCloud, ...names: string[]): void {
  for (const name of names) {
    const file = new URL(`recorded/${name}.json`, import.meta.url);
    const { request, response } = Recording.parse(JSON.parse(readFileSync(file, 'utf8')));
    const headers = Object.entries(response.headers).map(([key, value]) => [key.toLowerCase(), value] as const);
    cloud.answer(request.method, new URL(request.url).pathname, { ...response, headers: Object.fromEntries(headers) });
  }
}

export const RECORDED = {
  /** Boots from an image, has two volumes; shut off, and locked by a sysadmin. */
  dataServer: '77e34a2e-09cc-4320-94e7-487d9994e2e0',
  dataVolumes: ['c23d49d4-9b4a-4c53-b32c-d9243d7d38dc', '6613ce3a-9057-426c-a5ad-2fe7db47b96b'],
  /** Boots from a volume. */
  bfvServer: '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa',
  rootVolume: '8f6116b4-f5c4-4fc0-bb69-746254a66b5d',
  recoveryServer: 'd585b922-3ca7-4692-99bb-95e89106186b',
  image: '2cf228fc-f68d-4df8-8d40-872fd100a3f5',
  owner: 'bdbd91d60d6d41a8a3ffd43bb8b90237',
} as const;
