import { expect, test, vi } from "vitest";

import { changeProject } from "#lib/store/change-project.ts";
import { createProject } from "#lib/store/create-project.ts";
import { dropExpired } from "#lib/store/drop-expired.ts";
import { createFoldLoop, foldUntilClean } from "#lib/store/fold-loop.ts";
import { forgetTraces } from "#lib/store/forget-traces.ts";
import type { Store } from "#lib/store/open-store.ts";
import { findAnswer, forgetAnswers, rememberAnswer } from "#lib/store/remember-answer.ts";
import { verify } from "#lib/store/verify.ts";
import { aCall, anOutcome } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, rollupsOf, withProject } from "./open-project.ts";

/** The calls of the tests start on 2026-11-16; November's rows expire thirty days after it ended. */
const [TOO_EARLY, EXPIRED] = [new Date("2026-12-30T23:59:59Z"), new Date("2026-12-31T00:00:00Z")];
const DECEMBER_S = 20 * 86_400;
const LONG_AGO_US = Date.UTC(2024, 2, 5) * 1000;
const NOTHING = { dropped: [], before: null, frozenTasks: 0, waiting: false };
/** What dropping November comes to. */
const NOVEMBER = { dropped: ["2026-11"], before: new Date("2026-12-01T00:00:00Z"), frozenTasks: 1, waiting: false };

async function callsIn(store: Store): Promise<number> {
  return store.prisma.call.count();
}

test("a month goes when it ended as long ago as the project keeps rows; the roll-ups stay as they were", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    await store.write({ projectId, calls: [aCall(), aCall({ ownTaskId: "t2", at: DECEMBER_S })], events: [] });
    await foldUntilClean(store);
    const before = await rollupsOf(open);
    expect(await dropExpired(store, EXPIRED)).toEqual(NOTHING);
    await changeProject(store, projectId, { retentionDays: 30 });
    expect(await dropExpired(store, TOO_EARLY)).toEqual(NOTHING);
    expect(await callsIn(store)).toBe(2);
    expect(await dropExpired(store, EXPIRED)).toEqual(NOVEMBER);
    expect(await callsIn(store)).toBe(1);
    const after = await rollupsOf(open);
    expect(JSON.stringify(after).replace('"frozen":true', '"frozen":false')).toBe(JSON.stringify(before));
    expect(await foldAndVerify(store)).toEqual([]);
    expect(await verify(store)).toMatchObject({ tasks: 2, frozenTasks: 1, differenceCount: 0 });
  });
});

test("what comes late for a frozen task is kept and noted, and changes no figure; a new task of that time counts", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    await store.write({ projectId, calls: [aCall()], events: [] });
    await foldUntilClean(store);
    await changeProject(store, projectId, { retentionDays: 30 });
    await dropExpired(store, EXPIRED);
    const before = await store.prisma.taskCell.findMany();
    await store.write({ projectId, calls: [aCall({ at: 5 })], events: [anOutcome("failed", { at: 9 })] });
    expect(await foldAndVerify(store)).toEqual([]);
    expect(await store.prisma.taskCell.findMany()).toEqual(before);
    expect(await callsIn(store)).toBe(1);
    const task = await store.prisma.task.findFirstOrThrow({ where: { task_id: "t1" } });
    expect(task).toMatchObject({ frozen: true, outcome: null, calls: 1 });
    expect(task.late_at).toBeInstanceOf(Date);
    await store.write({ projectId, calls: [aCall({ ownTaskId: "new" })], events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    expect(await store.prisma.task.findFirstOrThrow({ where: { task_id: "new" } })).toMatchObject({ frozen: false });
    expect(await dropExpired(store, EXPIRED)).toEqual(NOVEMBER);
    expect(await foldAndVerify(store)).toEqual([]);
  });
});

test("a task that lasted into the next month is frozen too, and rows that are not folded yet keep their month", async () => {
  await withProject(async ({ store, projectId }) => {
    await changeProject(store, projectId, { retentionDays: 30 });
    await store.write({ projectId, calls: [aCall()], events: [] });
    expect(await dropExpired(store, EXPIRED)).toEqual({ ...NOTHING, waiting: true });
    await foldUntilClean(store);
    await store.write({ projectId, calls: [aCall({ at: DECEMBER_S })], events: [] });
    expect(await dropExpired(store, EXPIRED)).toEqual({ ...NOTHING, waiting: true });
    await foldUntilClean(store);
    expect(await dropExpired(store, EXPIRED)).toEqual(NOVEMBER);
    expect(await callsIn(store)).toBe(1);
    expect(await foldAndVerify(store)).toEqual([]);
  });
});

test("the loop that leads drops expired months, the one that stands by none", async () => {
  await withProject(async ({ store, projectId }) => {
    await store.write({ projectId, calls: [aCall({ startUs: LONG_AGO_US, endUs: LONG_AGO_US })], events: [] });
    await foldUntilClean(store);
    await changeProject(store, projectId, { retentionDays: 30 });
    const dropped: string[][] = [];
    const loops = [1, 2].map(() =>
      createFoldLoop(store, { intervalMs: 5, standbyMs: 5, onRetained: (what) => dropped.push([...what.dropped]) }),
    );
    for (const loop of loops) loop.start();
    await vi.waitFor(() => expect(dropped).not.toEqual([]), { timeout: 10_000, interval: 10 });
    for (const loop of loops) await loop.stop();
    expect(dropped.flat()).toEqual(["2024-03"]);
    expect(await callsIn(store)).toBe(0);
  });
});

test("months are shared: nothing goes while one project keeps all, or keeps longer", async () => {
  await withProject(async ({ store, projectId }) => {
    const other = await createProject(store, { slug: "other", name: "Other" });
    await store.write({ projectId, calls: [aCall()], events: [] });
    await foldUntilClean(store);
    await changeProject(store, projectId, { retentionDays: 30 });
    expect(await dropExpired(store, EXPIRED)).toEqual(NOTHING);
    await changeProject(store, other.id, { retentionDays: 31 });
    expect(await dropExpired(store, EXPIRED)).toEqual(NOTHING);
    await changeProject(store, other.id, { retentionDays: 7 });
    expect(await dropExpired(store, EXPIRED)).toMatchObject({ dropped: ["2026-11"] });
  });
});

test("a trace is forgotten with the last rows of the task it names, and no other is", async () => {
  await withProject(async ({ store, projectId }) => {
    const trace = (digit: string) => digit.repeat(32);
    const calls = [
      aCall({ traceId: trace("a") }),
      aCall({ traceId: trace("b"), ownTaskId: "t2" }),
      aCall({ traceId: trace("c"), ownTaskId: "t2", at: DECEMBER_S }),
      aCall({ traceId: trace("d"), ownTaskId: null }),
      aCall({ traceId: trace("e"), ownTaskId: "t3", at: DECEMBER_S }),
    ];
    await store.write({ projectId, calls, events: [] });
    await foldUntilClean(store);
    await changeProject(store, projectId, { retentionDays: 30 });
    const { before } = await dropExpired(store, EXPIRED);
    let forgotten = 0;
    for await (const some of forgetTraces(store, before ?? EXPIRED)) forgotten += some;
    expect(forgotten).toBe(2);
    const left = await store.prisma.traceTask.findMany({ orderBy: { trace_id: "asc" } });
    expect(left.map(({ trace_id }) => trace_id)).toEqual([trace("b"), trace("c"), trace("e")]);
  });
});

test("the same rows again after their trace was forgotten are refused as rows that are there, and change nothing", async () => {
  await withProject(async ({ store, projectId }) => {
    const batch = { projectId, calls: [aCall(), aCall({ at: 2 })], events: [] };
    await store.write(batch);
    await foldUntilClean(store);
    await store.prisma.traceTask.deleteMany();
    await store.write(batch);
    expect(await callsIn(store)).toBe(2);
    expect(await foldUntilClean(store)).toBe(0);
  });
});

test("an answer is kept for a week, and what was noted without a request for ever", async () => {
  await withProject(async ({ store, projectId }) => {
    const answer = { status: 200, response: "{}" };
    await rememberAnswer(store, { projectId, key: "crm-1", requestHash: "abc" }, answer);
    await rememberAnswer(store, { projectId, key: "outturn:sample", requestHash: "" }, answer);
    const after = (days: number) => new Date(Date.now() + days * 86_400_000);
    expect(await forgetAnswers(store, after(6.9))).toBe(0);
    expect(await forgetAnswers(store, after(7.1))).toBe(1);
    expect(await findAnswer(store, { projectId, key: "outturn:sample", requestHash: "" })).toEqual(answer);
    expect(await findAnswer(store, { projectId, key: "crm-1", requestHash: "abc" })).toBeNull();
  });
});
