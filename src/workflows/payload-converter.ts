/**
 * Decodes what people send. The Temporal UI and Temporal's command line can send what the SDK's own converter can't
 * read: another encoding, or no JSON. It would throw, and the workflow task would fail again and again for ever.
 * Source: @temporalio/workflow src/internals.ts, `signalWorkflow` and `startWorkflow` call `arrayFromPayloads`.
 */
import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** What the UI offers, and what a slip makes. An encrypted payload without its key is a fault of the worker instead. */
const SENT_BY_PEOPLE = new Set(['', 'json/plain', 'json/protobuf', 'binary/protobuf']);

const encodingOf = ({ metadata }: Payload): string =>
  String.fromCharCode(...(metadata?.['encoding'] ?? []).slice(0, 40));

/** Stands for what can't be read; every handler shows it as what was received. */
const unreadable = (encoding: string): object => ({ unreadable: encoding === '' ? 'no encoding' : encoding });

export const payloadConverter: PayloadConverter = {
  toPayload: (value, context, hint) => defaultPayloadConverter.toPayload(value, context, hint),
  fromPayload: (payload, context, hint) => {
    try {
      return defaultPayloadConverter.fromPayload(payload, context, hint);
    } catch (error) {
      const encoding = encodingOf(payload);
      if (!SENT_BY_PEOPLE.has(encoding)) throw error;
      return unreadable(encoding) as never;
    }
  },
};
