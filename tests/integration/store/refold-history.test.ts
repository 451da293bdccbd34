import { expect, test } from "vitest";

import { decodeContribution, encodeContribution } from "#lib/fold/contribution.ts";
import { FOLD_RULES } from "#lib/fold/fold-task.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { refoldHistory } from "#lib/store/refold-history.ts";
import { verify } from "#lib/store/verify.ts";
import { aCall } from "#tests/unit/fold/build-rows.ts";

import { foldAndVerify, rollupsOf, withProject } from "./open-project.ts";
import type { OpenProject } from "./open-project.ts";

/** As a version left them that knew no cells by key. */
async function foldAsEarlier({ store, projectId }: OpenProject): Promise<void> {
  for (const { task_id, contribution } of await store.prisma.task.findMany({ where: { project_id: projectId } })) {
    const fewer = decodeContribution(JSON.stringify(contribution)).filter(({ key }) => key.split !== "key");
    await store.pool.query("update task set contribution = $3::json where project_id = $1 and task_id = $2", [
      projectId,
      task_id,
      encodeContribution(fewer),
    ]);
  }
  await store.pool.query("delete from call_cell where project_id = $1 and split = 'key'", [projectId]);
  await store.pool.query("update fold_state set rules = 0 where project_id = $1", [projectId]);
}

const rulesOf = async ({ store, projectId }: OpenProject) =>
  store.prisma.foldState.findUniqueOrThrow({
    where: { project_id: projectId },
    select: { rules: true, refolded_to: true },
  });

test("what an earlier version rolled up is folded again by today's rules, once", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    const calls = Array.from({ length: 1_001 }, (_, i) => aCall({ ownTaskId: `t${String(i).padStart(4, "0")}` }));
    await store.write({ projectId, calls, events: [] });
    expect(await foldAndVerify(store)).toEqual([]);
    expect(await rulesOf(open)).toEqual({ rules: FOLD_RULES, refolded_to: null });
    const rollups = await rollupsOf(open);
    await foldAsEarlier(open);
    expect((await verify(store)).differenceCount).toBeGreaterThan(0);

    expect(await foldUntilClean(store)).toBe(1_001);
    expect(await rulesOf(open)).toEqual({ rules: FOLD_RULES, refolded_to: null });
    expect(await rollupsOf(open)).toEqual(rollups);
    expect((await verify(store)).differences).toEqual([]);
    expect(await foldUntilClean(store)).toBe(0);
  });
});

test("history is marked in parts, and tasks whose rows are gone keep their figures", async () => {
  await withProject(async (open) => {
    const { store, projectId } = open;
    const calls = Array.from({ length: 1_001 }, (_, i) => aCall({ ownTaskId: `t${String(i).padStart(4, "0")}` }));
    await store.write({ projectId, calls, events: [] });
    await foldUntilClean(store);
    await store.pool.query("update fold_state set rules = 0");
    await store.pool.query("update task set frozen = true where task_id in ('t0000', 't1000')");
    const client = await store.pool.connect();
    try {
      expect(await refoldHistory(client)).toBe(999);
      expect(await rulesOf(open)).toEqual({ rules: 0, refolded_to: "t0999" });
      expect(await refoldHistory(client)).toBe(0);
      expect(await rulesOf(open)).toEqual({ rules: FOLD_RULES, refolded_to: null });
    } finally {
      client.release();
    }
  });
});
