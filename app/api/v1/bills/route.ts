import { readRange } from "#lib/analysis/parse-metrics-query.ts";
import { readBill } from "#lib/server/read-bill.ts";
import { readText } from "#lib/server/read-json.ts";
import { describeReconciliation, readCaptured, reconcile } from "#lib/server/reconcile.ts";
import { json } from "#lib/server/respond.ts";
import { preflight, route } from "#lib/server/route.ts";
import { writeDown, sayBill } from "#lib/server/say-change.ts";
import { listBill, saveBill } from "#lib/store/bill-lines.ts";

/** What the imported exports of the range say beside what was captured. */
export const GET = route("read", async ({ url, runtime, grant }) => {
  const lines = await listBill(runtime.store, grant.projectId, readRange(url.searchParams, new Date()));
  const captured = await readCaptured(runtime.reads, grant.projectId, lines);
  return json({ lines: lines.length, ...describeReconciliation(reconcile(lines, captured)) });
});

/** Takes an export, and answers with the same of its days. */
export const POST = route("admin", async (call) => {
  const { request, runtime, grant } = call;
  const lines = readBill(await readText(request));
  await saveBill(runtime.store, grant.projectId, lines);
  await writeDown(call, sayBill(lines.length));
  const captured = await readCaptured(runtime.reads, grant.projectId, lines);
  return json({ lines: lines.length, ...describeReconciliation(reconcile(lines, captured)) }, 201);
});
export const OPTIONS = preflight;
