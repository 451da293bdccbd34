import type { CallStore } from "#lib/domain/call.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import type { OtlpTraces } from "#lib/domain/otlp.ts";
import { decodeJson } from "./decode-json.ts";
import { decodeProtobuf } from "./decode-protobuf.ts";
import type { DecodedRequest } from "./decoded-span.ts";
import { CONTENT_TYPES, encodeResponse, encodeStatus, RPC_CODES } from "./encode-answer.ts";
import type { Encoding } from "./encode-answer.ts";
import { normaliseRequest } from "./normalise-request.ts";
import type { IngestScope, NormalisedRequest } from "./normalise-request.ts";
import { parseBody } from "./parse-body.ts";
import { readBody } from "./read-body.ts";
import type { Body } from "./read-body.ts";
import { withoutStacks } from "./without-stacks.ts";

export interface TracesRequest {
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly body: Body;
}

export interface IngestContext extends IngestScope {
  readonly store: CallStore;
  /** Told of every fault that is not the sender's, and is answered 503: for the log. */
  readonly report?: (error: unknown) => void;
}

export interface TracesAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array | string;
  /** Seconds, for `Retry-After`. */
  readonly retryAfter?: number;
}

/** Exporters give up within ten seconds: a longer wait would lose what they hold. */
const RETRY_AFTER_S = 2;

/** What one kind of telemetry is read with. */
export interface Signal<Decoded> {
  readonly decodeJson: (body: unknown) => Decoded;
  readonly decodeProtobuf: (body: Uint8Array) => Decoded;
  readonly normalise: (decoded: Decoded, scope: IngestScope) => NormalisedRequest;
  /** How the answer calls what was rejected, in JSON. */
  readonly rejectedField: string;
}

const TRACES: Signal<DecodedRequest> = {
  decodeJson,
  decodeProtobuf,
  normalise: normaliseRequest,
  rejectedField: "rejectedSpans",
};

/**
 * One OTLP/HTTP trace export, from bytes to an answer that acknowledges only what is committed. Never throws: what
 * cannot be read is 400, 413 or 415, what cannot be stored now is 503 or 429, and single bad spans are counted in a 200.
 */
export async function acceptTraces(request: TracesRequest, context: IngestContext): Promise<TracesAnswer> {
  return acceptExport(request, context, TRACES);
}

/** The same for any signal. */
export async function acceptExport<T>(
  request: TracesRequest,
  context: IngestContext,
  signal: Signal<T>,
): Promise<TracesAnswer> {
  const encoding = encodingOf(request.contentType);
  if (encoding === null) {
    const type = (request.contentType ?? "").slice(0, 80);
    const message = `Content-Type "${type}" is not taken: send application/x-protobuf or application/json`;
    return refuse("json", new OutturnError("unsupported_media_type", message));
  }
  try {
    const bytes = await readBody(request.body, request.contentEncoding);
    const decoded = withoutStacks(() =>
      encoding === "json" ? signal.decodeJson(parseBody(bytes)) : signal.decodeProtobuf(bytes),
    );
    const { rejected, message } = await commit(signal.normalise(decoded, context), context);
    const body = encodeResponse(encoding, { rejected, message, field: signal.rejectedField });
    return { status: 200, contentType: CONTENT_TYPES[encoding], body };
  } catch (error) {
    const answer = refuse(encoding, error);
    if (answer.status >= 500) context.report?.(error);
    return answer;
  }
}

/**
 * The same for spans of this process. Resolves once they are committed, with how many were rejected and why.
 * @throws whatever the store throws.
 */
export async function acceptOtlpJson(
  traces: OtlpTraces,
  context: IngestContext,
): Promise<{ readonly rejected: number; readonly message: string }> {
  return commit(normaliseRequest(decodeJson(traces), context), context);
}

async function commit(
  { batch, rejected, message }: NormalisedRequest,
  context: IngestContext,
): Promise<{ rejected: number; message: string }> {
  const { calls, events, contents = [] } = batch;
  if (calls.length + events.length + contents.length > 0) await context.store.write(batch);
  return { rejected, message };
}

/** The media type alone decides; its parameters do not matter. */
function encodingOf(contentType: string | null): Encoding | null {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf" || type === "application/protobuf") return "protobuf";
  return type === "application/json" ? "json" : null;
}

/** The answer to an export that never came to be read, in the encoding it would have been answered in. */
export function refuseExport(contentType: string | null, error: unknown): TracesAnswer {
  return refuse(encodingOf(contentType) ?? "json", error);
}

/** Exporters drop data on every status but 429, 502, 503 and 504: whatever is not the sender's fault is 503. */
function refuse(encoding: Encoding, error: unknown): TracesAnswer {
  const contentType = CONTENT_TYPES[encoding];
  if (error instanceof OutturnError && error.status < 500 && error.code !== "too_many_requests") {
    return {
      status: error.status,
      contentType,
      body: encodeStatus(encoding, RPC_CODES.invalidArgument, error.message),
    };
  }
  const status = error instanceof OutturnError && error.code === "too_many_requests" ? 429 : 503;
  const message =
    error instanceof OutturnError ? error.message : "the spans could not be stored just now: send them again";
  const code = status === 429 ? RPC_CODES.resourceExhausted : RPC_CODES.unavailable;
  const retryAfter = (error instanceof OutturnError ? error.retryAfter : undefined) ?? RETRY_AFTER_S;
  return { status, contentType, body: encodeStatus(encoding, code, message), retryAfter };
}
