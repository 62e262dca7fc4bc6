/** Sends requests over kept connections, as many at a time as asked for, and measures each. */
import http from 'node:http';

export interface Shot {
  headers: Record<string, string>;
  body: string;
}

export interface Answered {
  /** Null when no answer came. */
  status: number | null;
  ms: number;
  answer: string;
}

export interface Load {
  url: string;
  connections: number;
  seconds: number;
  /** At most, over all connections; as fast as it goes when left out. */
  perSecond?: number;
  next: (count: number) => Shot;
  onAnswer?: (count: number, answered: Answered) => void;
}

/** @returns each answer, in the order in which they came. */
export async function fire({ url, connections, seconds, perSecond, next, onAnswer }: Load): Promise<Answered[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const began = performance.now();
  const ends = began + seconds * 1000;
  const all: Answered[] = [];
  let count = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < ends) {
      const mine = (count += 1);
      if (perSecond !== undefined) await until(began + (mine / perSecond) * 1000);
      const answered = await shoot(agent, url, next(mine));
      all.push(answered);
      onAnswer?.(mine, answered);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  return all;
}

const until = (at: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));

function shoot(agent: http.Agent, url: string, { headers, body }: Shot): Promise<Answered> {
  const began = performance.now();
  return new Promise((resolve) => {
    const end = (status: number | null, answer: string): void =>
      resolve({ status, answer, ms: performance.now() - began });
    const request = http.request(
      url,
      { agent, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => end(null, ''));
        response.on('end', () => end(response.statusCode ?? null, Buffer.concat(chunks).toString()));
      },
    );
    request.on('error', () => end(null, ''));
    request.end(body);
  });
}

export interface Summary {
  perSecond: number;
  p50: number;
  p99: number;
  /** How many answers had each status. */
  statuses: Record<string, number>;
}

export function summaryOf(answers: readonly Answered[], seconds: number): Summary {
  const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (part: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 10) / 10;
  const statuses: Record<string, number> = {};
  for (const { status } of answers) statuses[String(status)] = (statuses[String(status)] ?? 0) + 1;
  return { perSecond: Math.round(answers.length / seconds), p50: at(0.5), p99: at(0.99), statuses };
}
