import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { toOtlpAttributes } from "#lib/domain/otlp.ts";

const BETWEEN_PROBES_MS = 400;
const BETWEEN_LOOKS_MS = 25;
const GIVE_UP_MS = 30_000;
const TASK_TYPE = "freshness_probe";

interface Keys {
  readonly OUTTURN_INGEST_KEY: string;
  readonly OUTTURN_READ_KEY: string;
}

export interface FreshnessWatch {
  /** Ends it. @returns milliseconds from each acknowledgement until the metrics API counted the call, sorted. */
  stop(): Promise<number[]>;
}

/** Sends one call after another beside the load, and asks the metrics API until it counts each. */
export function watchFreshness(url: string, keys: Keys): FreshnessWatch {
  const halt = new AbortController();
  const times: number[] = [];
  const probe = async (): Promise<void> => {
    for (let sent = 1; !halt.signal.aborted; sent++) {
      await sendProbe(url, keys.OUTTURN_INGEST_KEY);
      const acknowledged = performance.now();
      while ((await countProbes(url, keys.OUTTURN_READ_KEY)) < sent) {
        if (performance.now() - acknowledged > GIVE_UP_MS) throw new Error("a call did not appear within 30 s");
        await delay(BETWEEN_LOOKS_MS);
      }
      times.push(performance.now() - acknowledged);
      await delay(BETWEEN_PROBES_MS, undefined, { signal: halt.signal }).catch(() => undefined);
    }
  };
  const running = probe();
  return {
    stop: async () => {
      halt.abort();
      await running;
      return times.toSorted((a, b) => a - b);
    },
  };
}

async function sendProbe(url: string, key: string): Promise<void> {
  const traceId = randomBytes(16).toString("hex");
  const startMs = Date.now();
  const span = {
    traceId,
    spanId: traceId.slice(0, 16),
    name: "chat gpt-4o-mini",
    kind: 3,
    startTimeUnixNano: `${startMs - 50}000000`,
    endTimeUnixNano: `${startMs}000000`,
    attributes: toOtlpAttributes({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-4o-mini",
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.output_tokens": 10,
      "outturn.task.id": `probe-${traceId}`,
      "outturn.task.type": TASK_TYPE,
    }),
  };
  const scopeSpans = [{ scope: { name: "outturn" }, spans: [span] }];
  const body = JSON.stringify({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans }] });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  for (;;) {
    const { status } = await fetch(`${url}/v1/traces`, { method: "POST", headers, body });
    if (status === 200) return;
    await delay(BETWEEN_PROBES_MS);
  }
}

async function countProbes(url: string, key: string): Promise<number> {
  const to = new Date(Date.now() + 3_600_000).toISOString();
  const from = new Date(Date.now() - 7_200_000).toISOString();
  const query = new URLSearchParams({ from, to, group_by: "task_type", task_type: TASK_TYPE });
  const answer = await fetch(`${url}/api/v1/metrics?${query}`, { headers: { authorization: `Bearer ${key}` } });
  // The contract's shape.
  const { rows } = (await answer.json()) as { rows?: { task_type?: string; calls?: number }[] };
  return rows?.find((row) => row.task_type === TASK_TYPE)?.calls ?? 0;
}
