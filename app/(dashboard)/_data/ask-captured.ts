import { readCaptured, reconcile } from "#lib/server/reconcile.ts";
import { listBill } from "#lib/store/bill-lines.ts";
import type { View } from "../_view/read-view.ts";
import { openProject } from "./open-project.ts";

/** What share of the imported bills of the view's days was captured; null where none is imported, or none tells dollars. */
export async function askCaptured(view: View): Promise<number | null> {
  const { db, store, project } = await openProject();
  const lines = await listBill(store, project.id, view.range);
  if (lines.length === 0) return null;
  return reconcile(lines, await readCaptured(db, project.id, lines)).capturedShare;
}
