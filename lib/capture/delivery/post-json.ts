import { DeliveryError, readRetryAfter } from "./delivery-error.ts";

const TIMEOUT_MS = 10_000;
const RETRYABLE: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export interface Endpoint {
  readonly url: string;
  readonly key: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** Posts a value as JSON to the Outturn server and returns its answer's text. @throws DeliveryError */
export function postJson(endpoint: Endpoint, value: unknown): Promise<string> {
  return post(endpoint, { body: JSON.stringify(value), zipped: false });
}

/** Posts JSON, compressed or not, and returns the answer's text. @throws DeliveryError */
export async function post(
  { url, key, fetch }: Endpoint,
  { body, zipped }: { readonly body: string | Uint8Array; readonly zipped: boolean },
): Promise<string> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (key !== undefined) headers["authorization"] = `Bearer ${key}`;
  if (zipped) headers["content-encoding"] = "gzip";
  // A copy of its own: fetch takes no bytes that another thread might share.
  const sent = typeof body === "string" ? body : new Uint8Array(body);
  let response: Response;
  try {
    response = await fetch(url, { method: "POST", headers, body: sent, signal: AbortSignal.timeout(TIMEOUT_MS) });
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
