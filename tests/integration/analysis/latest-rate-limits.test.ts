import { expect, test } from "vitest";

import { busiestMinutes } from "#lib/analysis/busiest-minutes.ts";
import { latestRateLimits } from "#lib/analysis/latest-rate-limits.ts";
import type { Attempt, RateLimit } from "#lib/domain/call.ts";
import { MINUTE_MS } from "#lib/domain/time.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { withProject } from "#tests/integration/store/open-project.ts";
import { aCall, MONDAY_US, NO_USAGE } from "#tests/unit/fold/build-rows.ts";

function attempt(rateLimits: readonly RateLimit[] | null): Attempt {
  const unknown = { httpStatus: 200, waitMs: null, durationMs: null, ttftMs: null, errorType: null, requestId: null };
  return { index: 0, failure: "ok", ...unknown, ...(rateLimits === null ? {} : { rateLimits }) };
}

const requests = (limit: number, remaining: number): RateLimit => ({
  name: "requests",
  limit,
  remaining,
  resetMs: null,
});

test("limits are told as last stated, with the least that was left of them, and calls without headers say nothing", async () => {
  await withProject(async ({ store, projectId }) => {
    const of = { ownTaskId: "t", traceId: "1".repeat(32), model: "mine" };
    const calls = [
      aCall({ ...of, spanId: "01", at: 1, attempts: [attempt([requests(500, 400)])] }),
      // A tenth is left here, and three quarters at the last.
      aCall({ ...of, spanId: "02", at: 2, attempts: [attempt(null), attempt([requests(500, 50)])] }),
      aCall({ ...of, spanId: "03", at: 3, attempts: [attempt([requests(1000, 750)])] }),
      aCall({ ...of, spanId: "04", at: 4, attempts: [attempt(null)] }),
      aCall({ ...of, spanId: "05", at: 5, attempts: null }),
      aCall({ ...of, spanId: "06", at: 6, model: "other", attempts: [attempt([requests(9, 0)])] }),
    ];
    await store.write({ projectId, calls, events: [] });
    await foldUntilClean(store);
    const range = { from: new Date(MONDAY_US / 1000), to: new Date(MONDAY_US / 1000 + 86_400_000) };
    const sample = await latestRateLimits(store.pool, { projectId, ...range, model: "mine" });
    expect(sample).toMatchObject({
      sampled_tasks: 1,
      limits: [{ name: "requests", limit: 1000, last_remaining: 750, least_share: 0.1 }],
    });
    const [one] = sample.limits;
    expect(Number(one?.last_at) - Number(one?.least_at)).toBe(1000);
  });
});

test("the busiest minute of a limit counts what the limit counts, retries included, of the model's calls alone", async () => {
  await withProject(async ({ store, projectId }) => {
    const first = (Math.floor(Date.now() / MINUTE_MS) - 30) * MINUTE_MS;
    const second = first + MINUTE_MS;
    const at = (ms: number, output: number, of: Partial<Parameters<typeof aCall>[0]> = {}) =>
      aCall({
        startUs: ms * 1000,
        endUs: ms * 1000 + 1_000_000,
        model: "mine",
        ownTaskId: `t${output}`,
        usage: { ...NO_USAGE, inputUncached: 10, cacheRead: 1000, output },
        ...of,
      });
    // Three requests in the first minute, of which one was sent again; more is written in the second.
    const calls = [
      at(first, 1),
      at(first + 59_000, 2, { resendCount: 1 }),
      at(second, 500),
      at(second, 9, { model: "other" }),
    ];
    await store.write({ projectId, calls, events: [] });
    await foldUntilClean(store);
    const range = { from: new Date(first - 1), to: new Date(second + MINUTE_MS) };
    const busiest = await busiestMinutes(store.pool, { projectId, ...range, model: "mine" });
    expect(busiest.get("requests")).toEqual({ at: new Date(first), count: 3 });
    expect(busiest.get("output-tokens")).toEqual({ at: new Date(second), count: 500 });
    expect(busiest.get("input-tokens")).toEqual({ at: new Date(first), count: 20 });
    expect(busiest.get("tokens")).toEqual({ at: new Date(first), count: 2023 });
    expect(busiest.get("something-else")).toBeUndefined();
    expect((await busiestMinutes(store.pool, { projectId, ...range, model: "absent" })).size).toBe(0);
  });
});
