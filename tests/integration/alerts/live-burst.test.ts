import OpenAI from "openai";
import { expect, test } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";
import type { OtlpTraces } from "#lib/domain/otlp.ts";
import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";
import { createAlertRounds } from "#lib/server/run-alerts.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { withProject } from "#tests/integration/store/open-project.ts";
import { openReceivers } from "#tests/support/alert-receivers.ts";
import { findRecordings, readErrorRecordings } from "#tests/support/recordings.ts";
import { RECORDING_HEADER, startReplayServer } from "#tests/support/replay-server.ts";
import type { RecordedResponse } from "#tests/support/replay-server.ts";

import { addChannels, arrived, EACH_ONCE, ROUND_OPTIONS } from "./channels-told.ts";
import { playTraffic } from "./play-traffic.ts";

const folder = findRecordings();
const MODELS = ["openai/gpt-4o", "openai/gpt-4o-mini"];
const CALLS_A_MINUTE = 10;
const TIMES = /^(startTimeUnixNano|endTimeUnixNano|timeUnixNano)$/;

/** An answer in the client's format; only the model is looked at. */
const GOOD: RecordedResponse = {
  status: 200,
  headers: { "content-type": "application/json" },
  body: {
    id: "gen-1",
    object: "chat.completion",
    created: 1,
    model: MODELS[0],
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello." } }],
    usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
  },
};

/** Recorded refusals by a limit, as they were but for the wait they ask for, which passes with the played minutes. */
function recordedLimits(from: string): RecordedResponse[] {
  return readErrorRecordings(from)
    .filter(({ provider, response }) => provider === "openrouter" && response.status === 429)
    .map(({ response }) => ({ ...response, headers: { ...response.headers, "retry-after-ms": "1" } }));
}

/** All times of an export later by some nanoseconds: minutes are played, not waited for. */
function moved(traces: OtlpTraces, by: bigint): OtlpTraces {
  return JSON.parse(JSON.stringify(traces), (key: string, value: unknown) =>
    TIMES.test(key) && typeof value === "string" ? String(BigInt(value) + by) : value,
  ) as OtlpTraces;
}

test.skipIf(folder === null)(
  "wrapped clients meet ten minutes of recorded 429s: one incident of both models, told once as it begins and ends",
  async () => {
    await withProject(async (open) => {
      const { store, projectId } = open;
      const limits = recordedLimits(folder ?? "");
      expect(limits.length).toBeGreaterThan(0);
      const start = Math.floor((Date.now() - 3 * HOUR_MS) / HOUR_MS) * HOUR_MS;
      let [nowMs, answered, refused] = [start, 0, 0];
      const away = (): boolean => nowMs >= start + 10 * MINUTE_MS && nowMs < start + 20 * MINUTE_MS;
      const replay = await startReplayServer(() => {
        answered += 1;
        if (!away()) return GOOD;
        refused += 1;
        return limits[answered % limits.length];
      });
      const receivers = await openReceivers();
      const outturn = new Outturn({
        key: "live",
        sink: {
          export: async (traces) => {
            const later = moved(traces, BigInt(nowMs - Date.now()) * 1_000_000n);
            await acceptOtlpJson(later, { store, projectId, key: "live", nowMs });
          },
        },
      });
      const client = outturn.observe(
        new OpenAI({
          apiKey: "replay",
          baseURL: "https://openrouter.ai/api/v1",
          maxRetries: 2,
          defaultHeaders: { [RECORDING_HEADER]: "now" },
          fetch: async (input, init) =>
            fetch(replay.origin + new URL(input instanceof Request ? input.url : input).pathname, init),
        }),
      );
      const call = async (model: string): Promise<unknown> =>
        outturn
          .task("lead_qualification", async () =>
            client.chat.completions.create({ model, messages: [{ role: "user", content: "Hello" }] }),
          )
          .catch((error: unknown) => expect(error).toBeInstanceOf(OpenAI.RateLimitError));
      try {
        for (const model of MODELS)
          await playTraffic(open, {
            model,
            provider: "openrouter",
            fromMs: start - 14 * DAY_MS,
            toMs: start,
            callsAMinute: CALLS_A_MINUTE,
            retriedShare: () => 0,
          });
        await addChannels(open, receivers);
        const rounds = createAlertRounds(store, ROUND_OPTIONS, (error) => {
          throw error;
        });
        for (; nowMs < start + 45 * MINUTE_MS; nowMs += MINUTE_MS) {
          await rounds.run(nowMs);
          await Promise.all(MODELS.flatMap((model) => Array.from({ length: CALLS_A_MINUTE }, async () => call(model))));
          await outturn.flush();
          await foldUntilClean(store);
        }
      } finally {
        await outturn.shutdown();
        await Promise.all([replay.close(), receivers.close()]);
      }
      // Every call of the ten minutes was tried three times.
      expect(refused).toBe(10 * MODELS.length * CALLS_A_MINUTE * 3);
      expect(arrived(receivers)).toEqual(EACH_ONCE);
      const incidents = await store.prisma.alertIncident.findMany({ include: { parts: true } });
      expect(incidents).toHaveLength(1);
      const [incident] = incidents;
      expect(new Set(incident?.parts.map(({ metric }) => metric))).toEqual(
        new Set(["retry_rate", "provider_failure_rate"]),
      );
      expect(new Set(incident?.parts.map(({ key }) => key))).toHaveProperty("size", 2);
      const sinceMinutes = ((incident?.since.getTime() ?? 0) - start) / MINUTE_MS;
      expect(sinceMinutes).toBeGreaterThanOrEqual(8);
      expect(sinceMinutes).toBeLessThanOrEqual(12);
      // A mail's lines are folded wherever they grow long.
      expect(receivers.mails[0]?.replaceAll(/=\r?\n/g, "")).toMatch(/rate limited \(429\)/);
    });
  },
  120_000,
);
