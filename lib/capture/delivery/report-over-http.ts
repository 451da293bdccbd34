import { setTimeout as wait } from "node:timers/promises";

import { DeliveryError } from "./delivery-error.ts";
import { postJson } from "./post-json.ts";
import type { Endpoint } from "./post-json.ts";
import type { Warn } from "./warn.ts";

const BACKOFF_MS = [250, 1000, 3000] as const;
const LONGEST_WAIT_MS = 10_000;

/** `unreachable`: the server may take the same later. */
export type ReportResult = "taken" | "refused" | "unreachable";

/** Posts one report, trying again while that can help; one warning when the server refuses it. */
export async function reportOverHttp(endpoint: Endpoint, body: unknown, warn: Warn): Promise<ReportResult> {
  for (const backoff of [...BACKOFF_MS, null]) {
    try {
      await postJson(endpoint, body);
      return "taken";
    } catch (error) {
      const known = error instanceof DeliveryError ? error : null;
      if (backoff === null || known?.retryable !== true) {
        if (known?.retryable === true) return "unreachable";
        warn("report", `Outturn could not report an outcome or check: ${known?.message ?? "unknown error"}`);
        return "refused";
      }
      await wait(Math.min(LONGEST_WAIT_MS, Math.max(backoff, known.retryAfterMs ?? 0)));
    }
  }
  return "unreachable";
}
