import { ERROR_STATUS } from "#lib/domain/errors.ts";
import type { ErrorCode } from "#lib/domain/errors.ts";

import { log } from "./log.ts";

/** Browsers may send spans and ask questions from other origins; they cannot bring the session's cookie along. */
export const CORS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, content-encoding, idempotency-key",
  "access-control-allow-methods": "GET, POST, PUT, OPTIONS",
  "access-control-max-age": "86400",
};

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { ...CORS, "cache-control": "no-store" } });
}

/** An answer that is JSON already. */
export function jsonBytes(bytes: Buffer<ArrayBuffer>): Response {
  return new Response(bytes, {
    headers: { ...CORS, "cache-control": "no-store", "content-type": "application/json" },
  });
}

/** The one place where errors become answers: ours with their own words, all others logged and told nothing of. */
export function errorResponse(error: unknown): Response {
  const known = readError(error);
  if (known === null) {
    log.error({ err: error }, "a request failed");
    return json(
      { error: { code: "internal", message: "Something went wrong here; the server's log says what." } },
      500,
    );
  }
  const response = json({ error: { code: known.code, message: known.message } }, ERROR_STATUS[known.code]);
  if (known.retryAfter !== null) response.headers.set("retry-after", String(known.retryAfter));
  if (known.code === "unauthorized") response.headers.set("www-authenticate", "Bearer");
  return response;
}

interface KnownError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfter: number | null;
}

/** By name, not by class: what the command line opened and what Next bundled hold two copies of the class. */
function readError(error: unknown): KnownError | null {
  if (!(error instanceof Error) || error.name !== "OutturnError" || !("code" in error)) return null;
  const code = String(error.code);
  if (!Object.hasOwn(ERROR_STATUS, code) || code === "internal") return null;
  const retryAfter = "retryAfter" in error && typeof error.retryAfter === "number" ? error.retryAfter : null;
  // hasOwn above is the proof.
  return { code: code as ErrorCode, message: error.message, retryAfter };
}
