/** The request of a recovery while it is put together: what came so far, and what the last look at it said. */
import type { InputFault } from '../contract/recovery-input.ts';
import type { Reading } from '../input/read-request.ts';
import { asksForServer, bounded, type Request, requestFrom, withReading } from '../input/request.ts';

export class Intake {
  request: Request;
  /** Counts what was sent. */
  revision = 0;
  /** The revision that was last checked with the cloud, and what was wrong with it then. */
  judged = -1;
  faults: readonly InputFault[] = [];
  /** Where the recovery goes on; null while its input is not complete. Afterwards nothing is taken any more. */
  goesOnAs: string | null = null;
  /** Addresses of the docs and of the Temporal UI, as the last look at the configuration said. */
  docs: string | null = null;
  temporalUi: string | null = null;
  /** The deadline has passed, or the run was cancelled. */
  ended = false;

  constructor(request: unknown) {
    this.request = requestFrom(request);
  }

  /** What the workflow id tells, where the request names no server. */
  assume({ serverId, cloud }: { serverId: string; cloud: string }): void {
    const { given, open } = this.request;
    if (given.has('server') || asksForServer(open)) return;
    this.request = { given: new Map([...given, ['server', serverId], ['cloud', cloud]]), open };
  }

  get isOpen(): boolean {
    return this.goesOnAs === null && !this.ended;
  }

  /** @returns the revision to wait for. */
  take(reading: Reading): number {
    this.request = bounded(withReading(this.request, reading));
    this.revision += 1;
    return this.revision;
  }

  judge(revision: number, faults: readonly InputFault[]): void {
    this.judged = revision;
    this.faults = faults;
  }
}
