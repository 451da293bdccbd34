import { expect, test } from "vitest";

import { writeMarkdown } from "#lib/review/document/write-markdown.ts";
import { writeCsv } from "#lib/review/document/write-csv.ts";
import { makeSealedChannel } from "#lib/server/make-channel.ts";
import { readReview, showReview } from "#lib/server/read-review.ts";
import { sendDueReviews } from "#lib/server/send-reviews.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { DAY_MS, HOUR_MS } from "#lib/domain/time.ts";
import { recordDecision } from "#lib/store/decisions.ts";
import { findReviewSchedule, saveReviewSchedule } from "#lib/store/review-schedule.ts";
import { insertCallCell, insertTaskCell } from "#tests/integration/analysis/cells.ts";
import { withProject } from "#tests/integration/store/open-project.ts";
import type { OpenProject } from "#tests/integration/store/open-project.ts";
import { momentsOf } from "#tests/unit/analysis/task-samples.ts";

const WEEK = "2026-W47";
const MONDAY = Date.parse("2026-11-16T00:00:00Z");
const LATER = new Date("2026-12-20T00:00:00Z");
const CENT = 10_000_000n;

interface Work {
  readonly tasks: number;
  readonly succeeded: number;
  readonly cost: bigint;
  readonly model: string;
  readonly unpriced?: boolean;
}

/** One day's tasks of one call each, their costs half and one and a half times `cost` by turns. */
async function putDay({ store, projectId }: OpenProject, at: Date, work: Work): Promise<void> {
  const { tasks, succeeded, cost, model, unpriced = false } = work;
  const single = Array.from({ length: tasks }, (_, i) => ({
    cost: unpriced ? 0n : i % 2 === 0 ? cost / 2n : (cost * 3n) / 2n,
    succeeded: i < succeeded,
  }));
  const m = momentsOf(single);
  const tokens = { input_uncached: 1000 * tasks, output: 100 * tasks };
  const calls = { calls: tasks, usage_calls: tasks, unpriced_calls: unpriced ? tasks : 0, cost: m.c, f_ok: tasks };
  const moments = unpriced
    ? {}
    : {
        priced_tasks: m.tasks,
        priced_succeeded: m.succeeded,
        sum_c: m.c,
        sum_c2: m.c2,
        sum_c3: m.c3,
        sum_cs: m.cs,
        sum_c2s: m.c2s,
      };
  await insertTaskCell(store.pool, projectId, {
    at: at.toISOString(),
    dimensions: { entry_model: model, closing_model: model, route: model },
    sums: {
      tasks,
      succeeded,
      failed: tasks - succeeded,
      waste_failed_task: m.c - m.cs,
      ...calls,
      ...tokens,
      ...moments,
    },
  });
  await insertCallCell(store.pool, projectId, {
    at: at.toISOString(),
    dimensions: { model },
    sums: { ...calls, ...tokens },
  });
}

const dayOf = (week: number, day: number): Date => new Date(MONDAY + (7 * week + day) * DAY_MS + 9 * 3_600_000);

/** Five weeks of the same work; a large model does half of it at ten times the price, as well as the small one. */
async function putSteadyWeeks(open: OpenProject): Promise<void> {
  for (let week = -4; week <= 0; week += 1)
    for (let day = 0; day < 7; day += 1) {
      await putDay(open, dayOf(week, day), {
        tasks: 40 + 2 * day,
        succeeded: 36 + 2 * day,
        cost: CENT,
        model: "gpt-4o-mini",
      });
      await putDay(open, dayOf(week, day), {
        tasks: 40 + 2 * day,
        succeeded: 36 + 2 * day,
        cost: 10n * CENT,
        model: "gpt-4o",
      });
    }
}

const read = (open: OpenProject, week = WEEK, now = LATER) =>
  readReview(open.store, { id: open.projectId, simulated: false }, { week, now });

test("a week like those before it has nothing to explain, and no claim", async () => {
  await withProject(async (open) => {
    await putSteadyWeeks(open);
    const review = await read(open);
    expect(review.now.tasks).toBe(2 * 322);
    const nothing = "0.000000000";
    expect(review.spend_change).toEqual({ total_usd: nothing, total_ci: [nothing, nothing], parts: [] });
    expect(review.claims).toEqual([]);
    expect(review.compared).toBe(8);
    expect(review.four_week_change?.ratio).toBeCloseTo(1, 9);
    expect(review.bridge.map(({ usd }) => usd).slice(1, 4)).toEqual(["0.000000000", "0.000000000", "0.000000000"]);
  });
});

test("the parts add up to the change, and to cost per success there is a bridge", async () => {
  await withProject(async (open) => {
    await putSteadyWeeks(open);
    await putDay(open, dayOf(0, 2), { tasks: 500, succeeded: 100, cost: 7n * CENT + 1n, model: "gpt-5" });
    const review = await read(open);
    const sum = review.spend_change.parts.reduce((total, { usd }) => total + parseUsd(usd), 0n);
    expect(sum).toBe(parseUsd(review.now.spend_usd) - parseUsd(review.before.spend_usd));
    expect(review.spend_change.parts.map(({ factor }) => factor)).toEqual(
      expect.arrayContaining(["volume", "model_mix"]),
    );
    const [spend = 0n, ...steps] = review.bridge.map(({ usd }) => parseUsd(usd));
    expect(spend + steps.slice(0, -1).reduce((total, step) => total + step, 0n)).toBe(steps.at(-1));
    expect(writeMarkdown(review)).toContain("Divided by the 688 successes among these tasks: $");
    expect(review.claims.map(({ name, of }) => [name, of])).toEqual(
      expect.arrayContaining([
        ["all work", "cost_per_success"],
        ["all work", "success_rate"],
      ]),
    );
    expect(writeMarkdown(review)).toMatch(/- all work: success rate down \d+\.\d% \(95%: /);
    // The days of the week differ, so that the change has an interval, and holds what it is.
    const [low = "", high = ""] = review.spend_change.total_ci ?? [];
    expect(parseUsd(low) < sum && sum < parseUsd(high)).toBe(true);
  });
});

test("no form of a review holds a control character, even of names stored before they were kept out", async () => {
  await withProject(async (open) => {
    await putSteadyWeeks(open);
    const review = await read(open);
    const advice = review.advice.map((one) => ({ ...one, task_type: "chat\u001B[2J\u009B31m\u0007" }));
    for (const format of ["md", "csv", "json"]) {
      const { body } = showReview({ ...review, advice }, format);
      expect(body).toContain("[2J");
      expect(body).not.toMatch(/[^\P{Cc}\t\n]/u);
    }
  });
});

test("the small model is advised for what the large one does no better, with a lower bound in dollars", async () => {
  await withProject(async (open) => {
    await putSteadyWeeks(open);
    const [advice] = (await read(open)).advice;
    expect(advice).toMatchObject({ task_type: "triage", model: "gpt-4o-mini", instead_of: ["gpt-4o"], grade: "B" });
    // Half of 2,576 tasks in four weeks at nine cents less, a month 30.437 / 28 times that.
    const expected = 1288 * 0.09 * (365.2425 / 12 / 28);
    expect(Number(advice?.saved_a_month_usd)).toBeCloseTo(expected, 6);
    expect(Number(advice?.saved_a_month_at_least_usd)).toBeGreaterThan(0.8 * expected);
    expect(Number(advice?.saved_a_month_at_least_usd)).toBeLessThan(expected);
  });
});

test("the same week and database give the same bytes, and what comes late is listed beside the frozen figures", async () => {
  await withProject(async (open) => {
    await putSteadyWeeks(open);
    const [first, second] = [await read(open), await read(open)];
    expect(writeMarkdown(second)).toBe(writeMarkdown(first));
    expect(writeCsv(second)).toBe(writeCsv(first));
    await putDay(open, dayOf(0, 1), { tasks: 1, succeeded: 1, cost: CENT, model: "late" });
    const third = await read(open);
    expect(third.now).toEqual(first.now);
    expect(third.late_changes).toEqual([
      { what: "spend_usd", frozen: "35.420000000", now: "35.425000000" },
      { what: "tasks", frozen: "644", now: "645" },
      { what: "succeeded", frozen: "588", now: "589" },
    ]);
  });
});

test("weeks with nothing, one task, only failures or no price are told in words", async () => {
  await withProject(async (open) => {
    const opening = async (week: string): Promise<string> =>
      writeMarkdown(await read(open, week)).split("\n\n")[2] ?? "";
    expect(await opening("2026-W40")).toBe("Nothing ran in this week: no task began and no call was made.");
    await putDay(open, dayOf(-2, 0), { tasks: 1, succeeded: 1, cost: 2n * CENT, model: "m" });
    expect(await opening("2026-W45")).toBe(
      "$0.0100 was spent on 1 task; 1,000 successes cost $10.00, of too few successes to rank. " +
        "There is no week before to compare with.",
    );
    await putDay(open, dayOf(-1, 0), { tasks: 3, succeeded: 0, cost: 2n * CENT, model: "m" });
    expect(await opening("2026-W46")).toBe(
      "$0.0500 was spent on 3 tasks; none of 3 decided tasks succeeded. " +
        "Too few successes in one of the weeks to say whether that changed.",
    );
    await putDay(open, dayOf(0, 0), { tasks: 3, succeeded: 2, cost: 0n, model: "nobody-knows", unpriced: true });
    const review = writeMarkdown(await read(open));
    expect(review).toContain(
      "An unknown amount (no call has a price) was spent on 3 tasks; what a success cost is unknown, because calls have no price.",
    );
    expect(review).toContain("0.0% of the calls that used tokens have a price. Without one: nobody-knows (3 calls).");
  });
});

test("a decision is measured against the weeks before the one that prompted it, and stands beside what was expected", async () => {
  await withProject(async (open) => {
    for (let week = -6; week <= 0; week += 1)
      for (let day = 0; day < 7; day += 1)
        await putDay(open, dayOf(week, day), {
          tasks: 100,
          succeeded: 90,
          cost: week < -1 ? 2n * CENT : CENT,
          model: "m",
        });
    const at = new Date(MONDAY - 7 * DAY_MS);
    const of = { projectId: open.projectId, at, metric: "cost_per_success" as const };
    const decision = { ...of, title: "Shorter prompt", taskType: "triage", expected: -0.4 };
    await recordDecision(open.store, { ...decision, promptedBy: "2026-W45", judgeAt: LATER, createdBy: "test" });
    const review = await read(open);
    const [judged] = review.decisions;
    expect(judged?.measured?.ratio).toBeCloseTo(0.5, 3);
    expect(judged?.measured?.changed).toBe(true);
    expect(writeMarkdown(review)).toContain(
      "2026-11-09: Shorter prompt (triage). Expected: −40% cost per success. To be judged on 2026-12-20. Measured: down 50.0%",
    );
    // The same decision, written down for another figure: looked at once its day is settled, and no money in the ledger.
    const success = { ...decision, metric: "success_rate" as const, expected: 0.05 };
    const judgeAt = new Date(MONDAY + 5 * DAY_MS);
    await recordDecision(open.store, {
      ...success,
      title: "Examples",
      promptedBy: "2026-W45",
      judgeAt,
      createdBy: "test",
    });
    await recordDecision(open.store, {
      ...success,
      title: "Later",
      promptedBy: "2026-W45",
      judgeAt: LATER,
      createdBy: "test",
    });
    const both = await read(open);
    expect(both.saved_by_decisions_usd).toBe(review.saved_by_decisions_usd);
    const [once, later] = ["Examples", "Later"].map((title) => both.decisions.find((one) => one.title === title));
    expect(once?.measured).toMatchObject({ ratio: 1, saved_usd: null, changed: false });
    expect(later?.waiting).toBe("it is looked at once, when the tasks begun until then are decided");
    await recordDecision(open.store, {
      ...decision,
      at: new Date(MONDAY),
      title: "Other model",
      promptedBy: "2026-W46",
      judgeAt: LATER,
      createdBy: "test",
    });
    const first = (await read(open)).decisions.find(({ title }) => title === "Shorter prompt");
    expect(first?.waiting).toContain('"Other model" changed the same work on 2026-11-16');
  });
});

test("of two processes that find a review due, one sends it, and no week is sent twice", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    await putSteadyWeeks(open);
    const mail = { kind: "slack", url: "http://127.0.0.1:9/hook" } as const;
    await makeSealedChannel(store, { projectId, name: "slack", settings: mail, secret: "x".repeat(32) });
    const monday = new Date(MONDAY + 7 * DAY_MS + 9 * HOUR_MS);
    const schedule = { weekday: 1, hour: 9, zone: "UTC", channels: [] };
    await saveReviewSchedule(store, projectId, { ...schedule, nextAt: monday });
    const look = async (now: Date): Promise<void> => {
      const onError = (error: unknown): never => {
        throw error;
      };
      const round = async (): Promise<void> => sendDueReviews(store, { publicUrl: "http://outturn", now, onError });
      await Promise.all([round(), round(), round()]);
    };
    await look(new Date(monday.getTime() - 1));
    expect(await store.prisma.alertDelivery.count()).toBe(0);
    await look(monday);
    // Moved to Tuesday after the review was sent: Tuesday has no news.
    await saveReviewSchedule(store, projectId, {
      ...schedule,
      weekday: 2,
      nextAt: new Date(monday.getTime() + DAY_MS),
    });
    await look(new Date(monday.getTime() + DAY_MS));
    // A server that was away for two weeks sends the last of them only.
    await look(new Date(monday.getTime() + 15 * DAY_MS));
    const sent = await store.prisma.alertDelivery.findMany({ orderBy: { createdAt: "asc" } });
    expect(sent.map(({ kind, message }) => [kind, (message as { url: string }).url])).toEqual([
      ["review", "http://outturn/reviews/2026-W47"],
      ["review", "http://outturn/reviews/2026-W49"],
    ]);
    const [first] = sent.map(({ message }) => message as { title: string; lines: string[] });
    expect(first?.title).toBe("Cost review of 2026-W47: $35.42 spent, $60.24 for 1,000 successes");
    expect(first?.lines[0]).toMatch(/^\$35\.42 was spent on 644 tasks; 1,000 successes cost \$60\.24 \(95%: /);
    expect(first?.lines.join("\n")).toMatch(/\n\nWhat to change:\n• Begin triage with gpt-4o-mini: at least \$/);
    expect(await findReviewSchedule(store, projectId)).toMatchObject({ lastWeek: "2026-W49" });
  });
});
