import { expect, test } from "vitest";

import { MINUTE_MS } from "#lib/domain/time.ts";
import { decodeMeasures } from "#lib/fold/encode-measures.ts";
import { KEEP_MINUTES_MS } from "#lib/fold/watched-sums.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { pruneMinutes } from "#lib/store/prune-minutes.ts";
import { verify } from "#lib/store/verify.ts";
import { aCall, anEvent, anOutcome } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, withProject } from "./open-project.ts";
import type { OpenProject } from "./open-project.ts";

/** The whole minute that lies `minutes` before now. */
const ago = (minutes: number): number => (Math.floor(Date.now() / MINUTE_MS) - minutes) * MINUTE_MS;
const callAt = (ms: number, task: string) =>
  aCall({ startUs: ms * 1000, endUs: ms * 1000 + 1_000_000, ownTaskId: task, resendCount: 1 });

async function minutesOf({ store, projectId }: OpenProject) {
  const cells = await store.prisma.callCell.findMany({
    where: { project_id: projectId, tier: "minute" },
    orderBy: { bucket: "asc" },
  });
  return cells.map((cell) => [cell.bucket.getTime(), cell.model, Object.fromEntries(decodeMeasures(cell.sums))]);
}

test("calls of the last days are counted by their minute too, whatever the task's outcome becomes", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    const [early, late] = [ago(120), ago(119)];
    const calls = [callAt(early, "t1"), callAt(early + 20_000, "t1"), callAt(late, "t1"), callAt(late, "t2")];
    await store.write({ projectId, calls, events: [] });
    await foldUntilClean(store);
    const asked = { calls: 1n, usage_calls: 1n, calls_with_attempts: 1n, retries: 1n, retried_calls: 1n };
    const one = { cost: 1_000n, ...asked, input_uncached: 100n, output: 10n };
    const two = Object.fromEntries(Object.entries(one).map(([name, sum]) => [name, 2n * sum]));
    const expected = [
      [early, "gpt-4o", { ...two, f_ok: 2n, fc_ok: 2_000n }],
      [late, "gpt-4o", { ...two, f_ok: 2n, fc_ok: 2_000n }],
    ];
    expect(await minutesOf(open)).toEqual(expected);
    const event = anEvent({ ...anOutcome("failed"), startUs: early * 1000, endUs: early * 1000 });
    await store.write({ projectId, calls: [], events: [event] });
    expect(await foldAndVerify(store)).toEqual([]);
    expect(await minutesOf(open)).toEqual(expected);
  });
});

test("minutes are kept three days, and what is gone is no difference", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    const keptMinutes = KEEP_MINUTES_MS / MINUTE_MS;
    const [old, recent] = [ago(keptMinutes + 1), ago(keptMinutes - 10)];
    await store.write({ projectId, calls: [callAt(old, "t1"), callAt(recent, "t2")], events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    expect((await minutesOf(open)).map(([at]) => at)).toEqual([recent]);
    expect(await pruneMinutes(store, new Date())).toBe(0);
    expect(await pruneMinutes(store, new Date(Date.now() + 20 * MINUTE_MS))).toBe(1);
    expect(await minutesOf(open)).toEqual([]);
    expect((await verify(store)).differences).toEqual([]);
  });
});
