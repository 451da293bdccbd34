import { expect, test } from "vitest";

import { latestRateLimits } from "#lib/analysis/latest-rate-limits.ts";
import type { Attempt, RateLimit } from "#lib/domain/call.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { withProject } from "#tests/integration/store/open-project.ts";
import { aCall, MONDAY_US } from "#tests/unit/fold/build-rows.ts";

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
