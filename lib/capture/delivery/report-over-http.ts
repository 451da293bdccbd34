import { setTimeout as wait } from "node:timers/promises";

import { DeliveryError } from "./delivery-error.ts";
import { postJson } from "./post-json.ts";
import type { Endpoint } from "./post-json.ts";
import type { Warn } from "./warn.ts";

const BACKOFF_MS = [250, 1000, 3000] as const;
const LONGEST_WAIT_MS = 10_000;

/** `unreachable`: the server may take the same later. */
export type ReportResult = "taken" | "refused" | "unreachable";

/** Posts one report, trying again (unless `once`) while that can help; one warning when the server refuses it. */
export async function reportOverHttp(
  endpoint: Endpoint,
  body: unknown,
  { warn, once }: { warn: Warn; once: boolean },
): Promise<ReportResult> {
  let failure = await post(endpoint, body);
  for (const backoff of once ? [] : BACKOFF_MS) {
    if (failure?.retryable !== true) break;
    await wait(Math.min(LONGEST_WAIT_MS, Math.max(backoff, failure.retryAfterMs ?? 0)));
    failure = await post(endpoint, body);
  }
  if (failure === null) return "taken";
  if (failure.retryable) return "unreachable";
  warn("report", `Outturn could not report an outcome or check: ${failure.message}`);
  return "refused";
}

/** Null when the server took it. */
async function post(endpoint: Endpoint, body: unknown): Promise<DeliveryError | null> {
  try {
    await postJson(endpoint, body);
    return null;
  } catch (error) {
    return error instanceof DeliveryError ? error : new DeliveryError("unknown error", { retryable: false });
  }
}
