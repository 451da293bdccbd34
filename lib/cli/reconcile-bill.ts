import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";
import { storable } from "#lib/ingest/storable-text.ts";
import { readBill } from "#lib/server/read-bill.ts";
import { describeReconciliation, readCaptured, reconcile } from "#lib/server/reconcile.ts";
import { saveBill } from "#lib/store/bill-lines.ts";
import { DEFAULT_PROJECT } from "#lib/store/create-project.ts";
import { findProject } from "#lib/store/find-project.ts";

import { withStore } from "./with-store.ts";

const WIDEST = 60;
const PERCENT = 100;

/** `reconcile FILE [--project SLUG]`: imports a provider's export and says what share of it was captured. */
export async function reconcileBill(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { project: { type: "string", default: DEFAULT_PROJECT } },
  });
  const [file] = positionals;
  if (file === undefined) {
    throw new OutturnError(
      "bad_request",
      "Name the file: reconcile costs.csv, as OpenAI's or Anthropic's console or API gives it.",
    );
  }
  const lines = readBill(await readFile(file, "utf8"));
  return withStore(async (store) => {
    const project = await findProject(store, values.project);
    if (project === null) throw new OutturnError("not_found", `There is no project "${values.project}".`);
    await saveBill(store, project.id, lines);
    const captured = await readCaptured(store.pool, project.id, lines);
    const { models, captured_share: share, billed_usd: billed } = describeReconciliation(reconcile(lines, captured));
    console.table(models.map(({ model, ...row }) => ({ model: storable(model, WIDEST), ...row })));
    const said = share === null ? "no cost is in it" : `${(share * PERCENT).toFixed(1)} % of $${billed} captured`;
    console.log(`${lines.length} lines imported: ${said}`);
    return 0;
  });
}
