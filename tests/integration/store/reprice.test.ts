import { expect, test } from "vitest";

import type { Call, CallCost } from "#lib/domain/call.ts";
import type { Job, RepriceJob, RepriceRequest, RepriceResult } from "#lib/domain/job.ts";
import { runJob } from "#lib/server/run-jobs.ts";
import { cancelJob, claimJob, createRepriceJob, findJob } from "#lib/store/jobs.ts";
import type { HeldJob } from "#lib/store/jobs.ts";
import type { Store } from "#lib/store/open-store.ts";
import { setPriceRule } from "#lib/store/price-rules.ts";
import { repricePart } from "#lib/store/reprice-calls.ts";
import { call, outcome } from "#tests/integration/analysis/calls.ts";

import { foldAndVerify, rollupsOf, withProject } from "./open-project.ts";

const RANGE: RepriceRequest = {
  from: "2026-11-02T00:00:00.000Z",
  to: "2026-11-09T00:00:00.000Z",
  model: null,
  dryRun: false,
};
const UNKNOWN: CallCost = { total: null, input: null, possiblyBilled: null, estimated: false, source: null };
const SCOPE = { provider: "", serviceTier: null, from: new Date(0), until: null, note: "", createdBy: "test" };

/** Two tasks in the range, one of them with a call after it; 1,000 tokens in and 50 out each. */
function calls(): Call[] {
  const house = { model: "house", requestModel: "house", provider: "vllm", cost: UNKNOWN };
  return [
    call("a", "2026-11-03T10:00:00Z", house),
    call("a", "2026-11-03T10:01:00Z"),
    call("b", "2026-11-08T23:59:59Z", house),
    call("b", "2026-11-09T00:00:00Z", house),
  ];
}

async function run(
  store: Store,
  projectId: string,
  request: RepriceRequest,
): Promise<Awaited<ReturnType<typeof findJob>>> {
  const { id } = await createRepriceJob(store, { projectId, request, requestedBy: "test" });
  const held = await claimJob(store, id);
  if (held !== null) await runJob(store, held);
  return findJob(store, projectId, id);
}

async function fill(store: Store, projectId: string): Promise<void> {
  await store.write({ projectId, calls: calls(), events: [outcome("a", "2026-11-03T11:00:00Z", "succeeded")] });
  const says = { kind: "prices", usdPerMillion: { input: "1", output: "2" }, usdPerUse: {} } as const;
  await setPriceRule(store, projectId, { ...SCOPE, model: "house", says });
}

test("a price added later is put on the calls of the range, the roll-ups follow, and verify finds nothing", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    await fill(store, projectId);
    await foldAndVerify(store);
    const job = await run(store, projectId, RANGE);
    expect(job).toMatchObject({ state: "done", done: 2, total: 2 });
    // house: 1,000 × $1/M + 50 × $2/M = $0.0011 a call, two of three in the range; gpt-4o-mini: a cent became $0.00018.
    expect(job?.result).toEqual({
      records: 3,
      changed: 3,
      frozenTasks: 0,
      models: {
        house: { calls: 2, before: "0", after: "2200000", unpricedBefore: 2, unpricedAfter: 0 },
        "gpt-4o-mini": { calls: 1, before: "10000000", after: "180000", unpricedBefore: 0, unpricedAfter: 0 },
      },
    });
    expect(await foldAndVerify(store)).toEqual([]);
    const { rows } = await store.pool.query("select task_id, cost_nano, unpriced_calls from task order by task_id");
    expect(rows).toEqual([
      { task_id: "a", cost_nano: "1280000", unpriced_calls: 0 },
      { task_id: "b", cost_nano: "1100000", unpriced_calls: 1 },
    ]);
  });
});

test("pricing again what is priced already changes nothing, to the bit", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    await fill(store, projectId);
    await run(store, projectId, RANGE);
    await foldAndVerify(store);
    const before = await rollupsOf(open);
    const again = await run(store, projectId, RANGE);
    expect(again?.result).toMatchObject({ records: 3, changed: 0 });
    await foldAndVerify(store);
    expect(await rollupsOf(open)).toEqual(before);
  });
});

test("a dry run says what would change and changes nothing; a model leaves the others alone", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    await fill(store, projectId);
    await foldAndVerify(store);
    const before = await rollupsOf(open);
    const dry = await run(store, projectId, { ...RANGE, model: "hou*", dryRun: true });
    expect(dry?.result).toMatchObject({ records: 2, changed: 2 });
    expect(Object.keys(modelsOf(dry))).toEqual(["house"]);
    await foldAndVerify(store);
    expect(await rollupsOf(open)).toEqual(before);
  });
});

test("a job that is cancelled before it begins never does", async () => {
  await withProject(async ({ store, projectId }) => {
    await fill(store, projectId);
    const { id } = await createRepriceJob(store, { projectId, request: RANGE, requestedBy: "test" });
    expect(await cancelJob(store, projectId, id)).toBe(true);
    expect(await claimJob(store, id)).toBeNull();
    expect(await cancelJob(store, projectId, id)).toBe(false);
    expect((await findJob(store, projectId, id))?.state).toBe("cancelled");
  });
});

test("a running job stops after the part it is at, and says what it had done", async () => {
  await withProject(async ({ store, projectId }) => {
    const many = Array.from({ length: 250 }, (_, i) => call(`t${String(i).padStart(3, "0")}`, "2026-11-03T10:00:00Z"));
    await store.write({ projectId, calls: many, events: [] });
    const { id } = await createRepriceJob(store, { projectId, request: RANGE, requestedBy: "test" });
    const held = await claimJob(store, id);
    if (held === null) throw new Error("the job was not given out");
    expect(await cancelJob(store, projectId, id)).toBe(true);
    await runJob(store, held);
    // Tasks go two hundred at a time.
    expect(await findJob(store, projectId, id)).toMatchObject({ state: "cancelled", done: 200, total: 250 });
    expect(await foldAndVerify(store)).toEqual([]);
  });
});

test("a job whose runner is gone goes on where it was, counts nothing twice, and the lost runner can no longer write", async () => {
  await withProject(async ({ store, projectId }) => {
    const many = Array.from({ length: 250 }, (_, i) => call(`t${String(i).padStart(3, "0")}`, "2026-11-03T10:00:00Z"));
    await store.write({ projectId, calls: many, events: [] });
    const { id } = await createRepriceJob(store, { projectId, request: RANGE, requestedBy: "test" });
    const held = repricing(await claimJob(store, id));
    const half = await repricePart(store, held, ({ cost }) => ({ ...cost, total: 5n }));
    expect(half?.job).toMatchObject({ done: 200, total: 250, state: "running" });
    expect(await claimJob(store, id)).toBeNull();
    await store.pool.query("update job set seen_at = now() - interval '2 minutes' where id = $1", [id]);
    const taken = await claimJob(store);
    expect(taken?.cursor).toBe("t199");
    if (taken === null || half === null) throw new Error("the job was not given out again");
    expect(await repricePart(store, repricing(half), ({ cost }) => ({ ...cost, total: 7n }))).toBeNull();
    const { rows } = await store.pool.query("select distinct cost_nano from call order by cost_nano");
    expect(rows).toEqual([{ cost_nano: "5" }, { cost_nano: "10000000" }]);
    await runJob(store, taken);
    const job = await findJob(store, projectId, id);
    expect(job).toMatchObject({ state: "done", done: 250, result: { records: 250, changed: 250 } });
    expect(modelsOf(job)["gpt-4o-mini"]?.calls).toBe(250);
    expect(await foldAndVerify(store)).toEqual([]);
  });
});

test("two jobs of one project run one after the other", async () => {
  await withProject(async ({ store, projectId }) => {
    const job = { projectId, request: RANGE, requestedBy: "test" };
    const [one, two] = [await createRepriceJob(store, job), await createRepriceJob(store, job)];
    const held = await claimJob(store);
    expect(held?.job.id).toBe(one.id);
    expect(await claimJob(store)).toBeNull();
    expect(await claimJob(store, two.id)).toBeNull();
    if (held !== null) await runJob(store, held);
    expect((await claimJob(store))?.job.id).toBe(two.id);
  });
});

function repricing(held: HeldJob | null): HeldJob<RepriceJob> {
  if (held?.job.kind !== "reprice") throw new Error("no re-pricing was given out");
  return { ...held, job: held.job };
}

function modelsOf(job: Job | null | undefined): RepriceResult["models"] {
  return job?.kind === "reprice" ? (job.result?.models ?? {}) : {};
}
