import type { IncomingMessage, ServerResponse } from "node:http";

import { log } from "./log.ts";

/** What one kind of request may take. */
interface RequestLimits {
  readonly kind: string;
  readonly paths: RegExp;
  /** Of a body as it is sent. */
  readonly mostBytes: number;
  /** Of this kind under way in this process. */
  readonly mostAtOnce: number;
  /** Until the answer begins. */
  readonly mostMs: number;
  /** Whether its own reader counts a body that does not say how long it is. */
  readonly counted: boolean;
}

const KB = 1024;
const MB = 1024 * KB;
const MINUTE_MS = 60_000;

/** The first that fits counts. A body of 16 MB is 10,000 outcomes, or a provider's bill of a year. */
const LIMITS: readonly RequestLimits[] = [
  {
    kind: "ingest",
    paths: /(?:^|\/)v1\/(?:traces|logs|metrics)$|^\/api\/public\//,
    mostBytes: 64 * MB,
    mostAtOnce: 256,
    mostMs: MINUTE_MS,
    counted: true,
  },
  // Each stays open as long as somebody looks.
  { kind: "live", paths: /^\/api\/live$/, mostBytes: 0, mostAtOnce: 1_000, mostMs: MINUTE_MS, counted: false },
  {
    kind: "API",
    paths: /^\/(?:api\/|metrics$)/,
    mostBytes: 16 * MB,
    mostAtOnce: 256,
    mostMs: 2 * MINUTE_MS,
    counted: true,
  },
  // Refusals take half a second each: many guesses are under way at once, and few bytes.
  {
    kind: "sign-in",
    paths: /^\/sign-in(?:\/|$)/,
    mostBytes: 64 * KB,
    mostAtOnce: 1_000,
    mostMs: MINUTE_MS,
    counted: false,
  },
  { kind: "file", paths: /^\/_next\/static\//, mostBytes: 0, mostAtOnce: 1_000, mostMs: MINUTE_MS, counted: false },
  { kind: "page", paths: /^/, mostBytes: 16 * MB, mostAtOnce: 256, mostMs: 2 * MINUTE_MS, counted: false },
];

const RETRY_AFTER_S = "1";
/** A flood is not to fill the log as well. */
const TELL_EVERY_MS = 1_000;

interface Refusal {
  readonly status: 411 | 413 | 503;
  readonly code: string;
  readonly message: string;
}

/** Counts what is under way, and refuses or cuts off what is too large, too much at once or too slow. */
export function limitRequests(limits: readonly RequestLimits[] = LIMITS) {
  const underWay = new Map<RequestLimits, number>();
  const toldMs = new Map<RequestLimits, number>();
  const tell = (limit: RequestLimits): void => {
    const now = Date.now();
    if (now - (toldMs.get(limit) ?? 0) < TELL_EVERY_MS) return;
    toldMs.set(limit, now);
    log.warn({ kind: limit.kind, underWay: underWay.get(limit) }, "requests are refused: too many at once");
  };
  return {
    /** Answers whether the request may go on; where not, it has been refused. */
    admit(request: IncomingMessage, response: ServerResponse): boolean {
      const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
      const limit = limits.find(({ paths }) => paths.test(path));
      if (limit === undefined) return true;
      const refusal = refuseBody(request, limit) ?? refuseNumber(limit, underWay.get(limit) ?? 0);
      if (refusal !== null) {
        if (refusal.status === 503) tell(limit);
        refuse(response, refusal);
        return false;
      }
      underWay.set(limit, (underWay.get(limit) ?? 0) + 1);
      const cutOff = setTimeout(() => {
        if (response.headersSent) return;
        log.warn({ kind: limit.kind, ms: limit.mostMs }, "a request took too long and was cut off");
        response.destroy();
      }, limit.mostMs);
      response.once("close", () => {
        clearTimeout(cutOff);
        underWay.set(limit, (underWay.get(limit) ?? 1) - 1);
      });
      return true;
    },
  };
}

function refuseBody({ headers }: IncomingMessage, { mostBytes, counted }: RequestLimits): Refusal | null {
  const message = `A body may have at most ${mostBytes} bytes here.`;
  if (Number(headers["content-length"] ?? 0) > mostBytes) return { status: 413, code: "payload_too_large", message };
  if (headers["transfer-encoding"] === undefined || counted) return null;
  return { status: 411, code: "bad_request", message: "Say how long the body is: send Content-Length." };
}

function refuseNumber({ mostAtOnce }: RequestLimits, underWay: number): Refusal | null {
  if (underWay < mostAtOnce) return null;
  const message = `${mostAtOnce} requests of this kind are under way: try again in ${RETRY_AFTER_S} s.`;
  return { status: 503, code: "unavailable", message };
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  // What is left of the body is not read: the connection ends with the answer.
  const headers = { "content-type": "application/json", "cache-control": "no-store", connection: "close" };
  response.writeHead(status, status === 503 ? { ...headers, "retry-after": RETRY_AFTER_S } : headers);
  response.end(JSON.stringify({ error: { code, message } }));
}
