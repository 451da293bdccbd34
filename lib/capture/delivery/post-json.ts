import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { DeliveryError, readRetryAfter } from "./delivery-error.ts";

const compress = promisify(gzip);

/** Bodies below this are sent as they are: compressing them costs more than it saves. */
const MIN_GZIP_CHARS = 1024;
const TIMEOUT_MS = 10_000;
const RETRYABLE: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export interface Endpoint {
  readonly url: string;
  readonly key: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** Posts JSON to the Outturn server and returns its answer's text. @throws DeliveryError */
export async function postJson({ url, key, fetch }: Endpoint, body: unknown): Promise<string> {
  const json = JSON.stringify(body);
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (key !== undefined) headers["authorization"] = `Bearer ${key}`;
  const zipped = json.length >= MIN_GZIP_CHARS;
  if (zipped) headers["content-encoding"] = "gzip";
  const payload = zipped ? new Uint8Array(await compress(json)) : json;
  let response: Response;
  try {
    response = await fetch(url, { method: "POST", headers, body: payload, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new DeliveryError(`${url} cannot be reached`, { retryable: true, cause });
  }
  const answer = await response.text().catch(() => "");
  if (response.ok) return answer;
  const hint = response.status === 401 || response.status === 403 ? ": check OUTTURN_INGEST_KEY" : "";
  throw new DeliveryError(`${url} answered ${response.status}${hint}`, {
    retryable: RETRYABLE.has(response.status),
    retryAfterMs: readRetryAfter(response.headers.get("retry-after"), Date.now()),
  });
}
