import { expect, test } from "vitest";

import { createProject } from "#lib/store/create-project.ts";
import { findTask } from "#lib/store/find-task.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { listTasks } from "#lib/store/list-tasks.ts";
import type { TaskFilter } from "#lib/store/list-tasks.ts";
import { recordEvents } from "#lib/store/record-event.ts";
import { withdrawEvent } from "#lib/store/withdraw-event.ts";
import { aCall, anEvent, cost, MONDAY_US } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, withProject } from "./open-project.ts";

test("a task shows every call once, with its retry, re-ask and waste, before and after the fold", async () => {
  await withProject(async ({ store, projectId }) => {
    const attempts = [
      {
        index: 0,
        httpStatus: 429,
        waitMs: 5,
        durationMs: 9,
        ttftMs: null,
        errorType: "x",
        failure: "rate_limited" as const,
        requestId: "q",
      },
    ];
    const usage = {
      inputUncached: 1,
      cacheRead: 2,
      cacheWrite5m: 3,
      cacheWrite1h: 4,
      output: 5,
      reasoning: 6,
      audioInput: 7,
      audioCacheRead: 8,
      audioOutput: 9,
      toolUses: { web_search: 2 },
    };
    const whole = aCall({
      spanId: "01",
      attempts,
      resendCount: 0,
      usage,
      failure: "invalid_json",
      json: "invalid_json",
      usageRaw: "{}",
      finishReasons: ["stop", "length"],
      startUs: MONDAY_US + 1,
    });
    const calls = [whole, aCall({ spanId: "02", at: 2, cost: cost(null) })];
    await store.write({ projectId, calls, events: [anEvent({ at: -1, facts: { type: "lead" } })] });
    for (const _ of ["before", "after"]) {
      const found = await findTask(store, projectId, "t1");
      expect(found?.summary).toMatchObject({
        taskId: "t1",
        taskType: "lead",
        calls: 2,
        reasks: 1,
        unpricedCalls: 1,
        costNano: 1_000n,
      });
      expect(found?.calls.map(({ call }) => call)).toEqual(calls);
      expect(found?.calls.map(({ reask, retries }) => [reask, retries?.attempts])).toEqual([
        [false, 1],
        [true, null],
      ]);
      expect(found?.events).toHaveLength(1);
      await foldUntilClean(store);
    }
    expect(await findTask(store, projectId, "t2")).toBeNull();
  });
});

test("no project sees another's tasks, whatever ids they share", async () => {
  await withProject(async ({ store, projectId }) => {
    const { id: other } = await createProject(store, { slug: "other", name: "Other" });
    const shared = aCall({ ownTaskId: null });
    await store.write({ projectId, calls: [shared], events: [] });
    await store.write({ projectId: other, calls: [{ ...shared, ownTaskId: "theirs" }], events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    expect(await findTask(store, other, shared.traceId)).toBeNull();
    expect(await findTask(store, projectId, "theirs")).toBeNull();
    expect((await listTasks(store, { projectId })).tasks.map(({ taskId }) => taskId)).toEqual([shared.traceId]);
    expect((await listTasks(store, { projectId: other })).tasks.map(({ taskId }) => taskId)).toEqual(["theirs"]);
  });
});

test("outcomes and checks may be said of a task not seen yet, and saying them again changes nothing", async () => {
  await withProject(async ({ store, projectId }) => {
    const said = [
      { taskId: "lead-1", atUs: MONDAY_US, outcome: { outcome: "failed", reason: "wrong_vendor", source: "reported" } },
      { taskId: "lead-1", atUs: MONDAY_US, checks: { polite: true } },
    ] as const;
    await recordEvents(store, projectId, said);
    expect(await foldUntilClean(store)).toBe(1);
    await recordEvents(store, projectId, said);
    expect(await foldUntilClean(store)).toBe(0);
    expect((await findTask(store, projectId, "lead-1"))?.summary).toMatchObject({
      outcome: "failed",
      failureReason: "wrong_vendor",
      checks: { polite: true },
      startUs: MONDAY_US,
    });
    await store.write({ projectId, calls: [aCall({ ownTaskId: "lead-1", at: 3 })], events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    expect((await listTasks(store, { projectId })).tasks).toMatchObject([
      { taskId: "lead-1", calls: 1, outcome: "failed", startUs: MONDAY_US + 3_000_000 },
    ]);
  });
});

test("a reviewed outcome beats the reported one, and taking it back brings that one back in every figure", async () => {
  await withProject(async ({ store, projectId }) => {
    await store.write({ projectId, calls: [aCall({ ownTaskId: "lead-2" })], events: [] });
    const say = async (outcome: "failed" | "succeeded", source: "reported" | "reviewed"): Promise<void> =>
      recordEvents(store, projectId, [
        { taskId: "lead-2", atUs: MONDAY_US + 9, id: source, outcome: { outcome, reason: null, source } },
      ]);
    await say("failed", "reported");
    await say("succeeded", "reviewed");
    expect(await foldAndVerify(store)).toEqual([]);
    expect((await listTasks(store, { projectId, filter: { outcomes: ["succeeded"] } })).tasks).toHaveLength(1);
    expect(await withdrawEvent(store, projectId, { taskId: "lead-2", eventId: "api:reviewed" })).toBe(true);
    expect((await findTask(store, projectId, "lead-2"))?.summary.outcome).toBe("failed");
    expect(await foldAndVerify(store)).toEqual([]);
    expect((await listTasks(store, { projectId, filter: { outcomes: ["succeeded"] } })).tasks).toEqual([]);
    expect(await withdrawEvent(store, projectId, { taskId: "lead-2", eventId: "api:reviewed" })).toBe(false);
  });
});

test("a list of tasks is paged without loss, also where tasks start at the same microsecond, and filtered", async () => {
  await withProject(async ({ store, projectId }) => {
    const calls = Array.from({ length: 9 }, (_, i) =>
      aCall({
        ownTaskId: `t${i}`,
        startUs: MONDAY_US + Math.floor(i / 3),
        model: `m${i % 2}`,
        failure: i === 4 ? "timeout" : "ok",
      }),
    );
    const events = [
      anEvent({
        ownTaskId: "t7",
        startUs: MONDAY_US + 2,
        facts: { type: "lead", tags: { customer: "acme" }, environment: "staging" },
      }),
    ];
    await store.write({ projectId, calls, events });
    await recordEvents(store, projectId, [
      { taskId: "t1", atUs: MONDAY_US, outcome: { outcome: "failed", reason: "late", source: "reported" } },
      { taskId: "t2", atUs: MONDAY_US, checks: { polite: false } },
      { taskId: "t3", atUs: MONDAY_US, checks: { polite: true } },
    ]);
    await foldUntilClean(store);
    const seen: string[] = [];
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const page = await listTasks(store, { projectId, limit: 2, cursor });
      seen.push(...page.tasks.map(({ taskId }) => taskId));
      cursor = page.cursor;
    }
    expect(seen).toEqual(["t6", "t7", "t8", "t3", "t4", "t5", "t0", "t1", "t2"]);
    const ids = async (filter: TaskFilter): Promise<string> =>
      (await listTasks(store, { projectId, filter })).tasks.map(({ taskId }) => taskId).join(" ");
    expect(await ids({ outcomes: ["failed"] })).toBe("t1");
    expect(await ids({ outcomes: ["undecided"], entryModels: ["m1"] })).toBe("t7 t3 t5");
    expect(await ids({ failures: ["timeout", "empty"] })).toBe("t4");
    expect(await ids({ tags: { customer: "acme" } })).toBe("t7");
    expect(await ids({ environments: ["staging"], taskTypes: ["lead"] })).toBe("t7");
    expect(await ids({ failureReasons: ["late"] })).toBe("t1");
    expect(await ids({ idPart: "T7" })).toBe("t7");
    expect(await ids({ idPart: "t_" })).toBe("");
    expect(await ids({ leastCostNano: 1_000n, entryModels: ["m1"] })).toBe("t7 t3 t5 t1");
    expect(await ids({ leastCostNano: 1_001n })).toBe("");
    expect(await ids({ leastMs: 3_600_000 })).toBe("");
    expect(await ids({ leastMs: 0, taskTypes: ["lead"] })).toBe("t7");
    expect(await ids({ failedCheck: "polite" })).toBe("t2");
    expect(await ids({ to: new Date(MONDAY_US / 1000) })).toBe("");
    await expect(listTasks(store, { projectId, cursor: "nonsense" })).rejects.toMatchObject({ code: "bad_request" });
  });
});
