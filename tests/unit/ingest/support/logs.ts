import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { TaskRules } from "#lib/domain/task-rules.ts";
import { acceptLogs } from "#lib/ingest/accept-logs.ts";
import type { TracesRequest } from "#lib/ingest/accept-traces.ts";
import { MemoryStore } from "#lib/ingest/memory-store.ts";
import { NOW_MS, START_NS } from "./spans.ts";
import type { AttributeMap, Taken } from "./spans.ts";
import { writeAttributes } from "./to-protobuf.ts";

export interface LogRecord {
  readonly eventName?: string;
  readonly timeUnixNano?: string;
  readonly observedTimeUnixNano?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly body?: { readonly stringValue: string };
  readonly attributes: ReturnType<typeof toOtlpAttributes>;
}

export function logRecord(attributes: AttributeMap, record: Partial<LogRecord> = {}): LogRecord {
  return { timeUnixNano: String(START_NS), attributes: toOtlpAttributes(attributes), ...record };
}

export function wrapLogs(logRecords: readonly unknown[], scope = "test"): object {
  return { resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ scope: { name: scope }, logRecords }] }] };
}

/** An independent encoder of logs in OTLP protobuf. */
export function logsToProtobuf(records: readonly LogRecord[], scope = "test"): Uint8Array {
  const writer = new BinaryWriter();
  const nested = (field: number, write: () => void): void => {
    writer.tag(field, WireType.LengthDelimited).fork();
    write();
    writer.join();
  };
  nested(1, () =>
    nested(2, () => {
      nested(1, () => writer.tag(1, WireType.LengthDelimited).string(scope));
      for (const record of records) nested(2, () => writeRecord(writer, record, nested));
    }),
  );
  return writer.finish();
}

function writeRecord(
  writer: BinaryWriter,
  record: LogRecord,
  nested: (field: number, write: () => void) => void,
): void {
  if (record.timeUnixNano !== undefined) writer.tag(1, WireType.Bit64).fixed64(BigInt(record.timeUnixNano));
  const { body, observedTimeUnixNano: observed } = record;
  if (body !== undefined) nested(5, () => writer.tag(1, WireType.LengthDelimited).string(body.stringValue));
  writeAttributes(writer, 6, record.attributes);
  writer.tag(9, WireType.LengthDelimited).bytes(Buffer.from(record.traceId ?? "", "hex"));
  writer.tag(10, WireType.LengthDelimited).bytes(Buffer.from(record.spanId ?? "", "hex"));
  if (observed !== undefined) writer.tag(11, WireType.Bit64).fixed64(BigInt(observed));
  if (record.eventName !== undefined) writer.tag(12, WireType.LengthDelimited).string(record.eventName);
}

export interface LogSending extends Partial<TracesRequest> {
  readonly rules?: TaskRules;
}

/** Sends logs as JSON, unless told otherwise, to a store of its own. */
export async function sendLogs(body: object | Uint8Array, { rules, ...request }: LogSending = {}): Promise<Taken> {
  const store = new MemoryStore();
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  const answer = await acceptLogs(
    { contentType: "application/json", contentEncoding: null, body: bytes, ...request },
    { projectId: "project", key: "default", nowMs: NOW_MS, store, rules },
  );
  return { answer, calls: store.calls, events: store.events };
}
