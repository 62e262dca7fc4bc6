/**
 * `npx tsx scripts/gather-latencies.ts FOLDER…`: reads recordings of a real cloud, and writes how long its states and its
 * requests took into simulators/openstack/latencies.json. Both kinds of recordings are read: one call or one course a
 * file, and the transcripts of the contract suite.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import type { Service } from '../simulators/openstack/operations.ts';
import { requestShape } from '../simulators/openstack/request-shape.ts';

const FILE = path.join(import.meta.dirname, '..', 'simulators', 'openstack', 'latencies.json');
/** What a state lasts while a service is stopped tells nothing about the cloud. */
const NOT_ITS_FAULT = /frozen|freeze|thaw|hang/;

interface Request {
  shape: string;
  ms: number;
}
/** States in the order of their first sight. */
type Course = { state: string; seconds: number }[];
interface Found {
  requests: Request[];
  courses: Course[];
}

const PORTS: Readonly<Record<string, Service>> = {
  5000: 'identity',
  8774: 'compute',
  8776: 'block-storage',
  9292: 'image',
  9696: 'network',
};
const SingleCall = z
  .object({
    request: z.object({ method: z.string(), url: z.url() }),
    response: z.object({ status: z.number(), elapsed_ms: z.number() }),
  })
  .transform(({ request: { method, url }, response: { status, elapsed_ms: ms } }): Found => {
    const { port, pathname } = new URL(url);
    const service = PORTS[port];
    const counts = status < 300 && service !== undefined;
    return { courses: [], requests: counts ? [{ shape: requestShape(method, service, pathname), ms }] : [] };
  });

/** Status first; of a server its task next, where it has one; of a volume its attachments. */
const WireState = z
  .union([z.string(), z.array(z.unknown())])
  .transform((state) => (typeof state === 'string' ? [state] : state))
  .transform(([status, task]) => (typeof task === 'string' ? task : z.string().parse(status)));
const SingleCourse = z
  .object({ states: z.array(z.object({ at_s: z.number(), state: WireState })) })
  .transform(({ states }): Found => {
    const named = states.map(({ at_s: seconds, state }) => ({ state, seconds }));
    return { requests: [], courses: [named.filter(({ state }) => state !== 'TIMEOUT')] };
  });

const CallEntry = z
  .object({
    request: z.object({
      method: z.string(),
      service: z.enum(['identity', 'compute', 'block-storage', 'image', 'network']),
      path: z.string(),
    }),
    answer: z.object({ status: z.number(), elapsedMs: z.number() }),
  })
  .transform(({ request: { method, service, path: asked }, answer: { status, elapsedMs: ms } }): Found => {
    const requests = status < 300 ? [{ shape: requestShape(method, service, asked), ms }] : [];
    return { courses: [], requests };
  });
/** `BUILD spawning building` of a server, `in-use attached` of a volume: what goes on is the task, else the status. */
const CourseEntry = z
  .object({ course: z.array(z.object({ state: z.string(), atSeconds: z.number() })) })
  .transform(({ course }): Found => {
    const named = course.map(({ state, atSeconds: seconds }) => {
      const [status = '', task, vmState] = state.split(' ');
      return { state: vmState === undefined || task === 'no-task' ? status : (task ?? status), seconds };
    });
    return { requests: [], courses: [named] };
  });
const Entry = z.union([
  CallEntry,
  CourseEntry,
  z.looseObject({}).transform((): Found => ({ requests: [], courses: [] })),
]);
const Transcript = z
  .object({ transcript: z.object({ entries: z.array(Entry) }) })
  .transform(({ transcript: { entries } }) => joined(entries));

const Recording = z.union([SingleCall, SingleCourse, Transcript]);

const joined = (all: readonly Found[]): Found => ({
  requests: all.flatMap(({ requests }) => requests),
  courses: all.flatMap(({ courses }) => courses),
});

function readFolder(folder: string): Found {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !NOT_ITS_FAULT.test(name));
  return joined(
    names.flatMap((name) => {
      const parsed = Recording.safeParse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

/** Every measured value by its name, both sorted: a new recording shows as a small difference. */
function samples(measured: readonly (readonly [string, number])[]): Record<string, number[]> {
  const names = [...new Set(measured.map(([name]) => name))].sort();
  const of = (name: string): number[] => measured.flatMap(([each, value]) => (each === name ? [value] : []));
  return Object.fromEntries(names.map((name) => [name, of(name).sort((a, b) => a - b)]));
}

const transitions = (course: Course): (readonly [string, number])[] =>
  course.slice(1).map(({ state, seconds }, index) => {
    const before = course[index] ?? { state: '', seconds };
    return [`${before.state} → ${state}`, Math.round((seconds - before.seconds) * 10) / 10] as const;
  });

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('Name at least one folder of recordings');
const { requests, courses } = joined(folders.map(readFolder));
const counted = `${String(courses.length)} courses and ${String(requests.length)} requests`;
const latencies = {
  about: `Seconds from one state of a server, volume or snapshot to the next, and milliseconds that requests took, in a real cloud. Made by scripts/gather-latencies.ts from recordings of ${counted}: change those, not this.`,
  secondsBetween: samples(courses.flatMap(transitions)),
  requestMs: samples(requests.map(({ shape, ms }) => [shape, Math.round(ms)] as const)),
};
const style = await resolveConfig(FILE);
writeFileSync(FILE, await format(JSON.stringify(latencies), { ...style, parser: 'json' }));
process.stdout.write(`${counted}: ${FILE}\n`);
