/** What happened in a case: every call that it asked about, every course that it watched, in order. */
import type { Answer, Method, Service } from './caller.ts';

interface Call {
  what: string;
  request: { method: Method; service: Service; path: string; microversion?: string | undefined; body?: unknown };
  answer: Answer;
}

export interface Course {
  what: string;
  /** Seconds since the act, of the first sight of each state. */
  course: { state: string; atSeconds: number }[];
  /** Every state since the act, and the one before it, where the target keeps a journal. */
  journal?: string[];
}

/** What the product's own client made of an answer. */
interface ClientCall {
  what: string;
  client: { returned: unknown } | { thrown: { kind: string; status: number | null; message: string } };
}

/** What the case counted or picked out by itself; compared as it is. */
interface Observation {
  what: string;
  observed: unknown;
}

export type Entry = Call | Course | ClientCall | Observation;

export interface Transcript {
  entries: Entry[];
  /** Ids by the names that the case gave them: they differ from cloud to cloud. */
  names: Record<string, string>;
}
