import { storable } from "#lib/ingest/storable-text.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import { verify } from "#lib/store/verify.ts";

import { withStore } from "./with-store.ts";

/** Exit status 1 on any difference between the roll-ups and what the raw rows say. */
export async function verifyRollUps(): Promise<number> {
  return withStore(async (store) => {
    await foldUntilClean(store);
    const report = await verify(store);
    for (const difference of report.differences)
      console.log(storable(JSON.stringify(difference, bigintAsText), Infinity));
    const { projects, tasks, cells, dirtyTasks, frozenTasks, differenceCount } = report;
    const waiting = dirtyTasks === 0 ? "" : `, ${dirtyTasks} tasks still waiting to be folded`;
    const frozen =
      frozenTasks === 0 ? "" : `, ${frozenTasks} tasks taken as they were when raw rows of theirs were dropped`;
    console.log(
      `${projects} projects, ${tasks} tasks, ${cells} cells: ${differenceCount} differences${waiting}${frozen}`,
    );
    return differenceCount === 0 ? 0 : 1;
  });
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
