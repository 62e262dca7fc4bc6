/**
 * Histories from and to the JSON of Temporal's own tools.
 *
 * Not by `historyToJSON` of @temporalio/common: npm gives that package a protobufjs of its own beside
 * @temporalio/proto's, and one refuses the other's types ("type must be a Type"). Here both are proto's.
 */
import proto from '@temporalio/proto';
import { patchProtobufRoot } from '@temporalio/proto/lib/patch-protobuf-root.js';
import { createRequire } from 'node:module';

export type History = proto.temporal.api.history.v1.IHistory;

interface ProtoJson {
  toJson(type: unknown, message: unknown): unknown;
  fromJson(type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }): History;
}

const here = createRequire(import.meta.url);
const protojson = createRequire(here.resolve('@temporalio/proto'))('protobufjs/ext/protojson') as ProtoJson;
const root = patchProtobufRoot(proto as unknown as Record<string, unknown>) as {
  lookupType(name: string): unknown;
};
const HISTORY = root.lookupType('temporal.api.history.v1.History');

export const historyToJson = (history: History): unknown =>
  protojson.toJson(HISTORY, proto.temporal.api.history.v1.History.fromObject(history));

/** Takes what a newer server wrote, too. */
export const historyFromJson = (json: unknown): History =>
  protojson.fromJson(HISTORY, json, { ignoreUnknownFields: true });
