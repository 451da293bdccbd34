import type { NewPriceRule } from "#lib/domain/price-rule.ts";
import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";
import { openContent } from "#lib/server/content/content-at-hand.ts";
import type { Runtime } from "#lib/server/runtime.ts";
import { changeProject } from "#lib/store/change-project.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import { createMark } from "#lib/store/create-mark.ts";
import { createProject } from "#lib/store/create-project.ts";
import { declareTags } from "#lib/store/declare-tags.ts";
import { setPriceRule } from "#lib/store/price-rules.ts";
import { recordDecision } from "#lib/store/decisions.ts";
import type { NewDecision } from "#lib/store/decisions.ts";
import { createRepriceJob, findJob } from "#lib/store/jobs.ts";
import { recordEvents } from "#lib/store/record-event.ts";
import { rememberAnswer } from "#lib/store/remember-answer.ts";
import { saveReviewSchedule } from "#lib/store/review-schedule.ts";
import { saveRoutingPolicy } from "#lib/store/routing-policy.ts";
import { saveView } from "#lib/store/saved-views.ts";
import { saveTaskType } from "#lib/store/save-task-type.ts";
import { chatSpan, NOW_MS, wrap } from "#tests/unit/ingest/support/spans.ts";

/** One project of many on a server, every name of which holds its own mark. */
export interface Tenant {
  readonly projectId: string;
  /** In every text that is this tenant's own, and in no id that others could guess. */
  readonly mark: string;
  readonly adminKey: string;
  readonly keyId: string;
  readonly priceId: string;
  readonly jobId: string;
  readonly viewId: string;
  readonly taskId: string;
}

/** Ids that every tenant uses alike, as they may: traces, spans and idempotency keys are nobody's alone. */
export const SHARED = {
  traceId: "abababababababababababababababab",
  spanId: "abababababababab",
  idempotencyKey: "the-same-key",
} as const;

export const AT = new Date(NOW_MS);

/** A project with something of every kind in it. */
export async function openTenant({ store, secret }: Runtime, number: number): Promise<Tenant> {
  const mark = `tenant${number}of10`;
  const { id: projectId } = await createProject(store, { slug: mark, name: mark });
  const key = await createApiKey(store, { projectId, scope: "admin", name: `${mark}-key` });
  const taskId = `task-${number}`;
  const said = {
    "outturn.task.id": taskId,
    "outturn.task.type": `${mark}-type`,
    "outturn.tag.customer": `${mark}-customer`,
    "gen_ai.request.model": `gpt-4o-${mark}`,
    "gen_ai.response.id": "chatcmpl-the-same",
    "user.id": `${mark}-user`,
    "http.route": `/${mark}`,
    "gen_ai.input.messages": `[{"role":"user","parts":[{"type":"text","content":"${mark}-message"}]}]`,
  };
  const { traceId, spanId } = SHARED;
  const spans = [
    chatSpan(said, { traceId, spanId }),
    chatSpan({ ...said, "outturn.task.id": `other-${number}` }, { traceId: `${number}c`.padStart(32, "c"), spanId }),
  ];
  await changeProject(store, projectId, { contentCapture: true, contentDays: 36_500 });
  const keepContent = await openContent(store, secret).of(projectId);
  await acceptOtlpJson(wrap(spans), { store, projectId, key: `${mark}-key`, nowMs: NOW_MS, keepContent });
  const outcome = { outcome: "failed", reason: `${mark}-reason`, source: "reported" } as const;
  await recordEvents(store, projectId, [{ taskId, atUs: NOW_MS * 1000, id: "the-same-event", outcome }]);
  await declareTags(store, projectId, ["customer"]);
  await createMark(store, { projectId, at: AT, label: `${mark}-deploy`, kind: "deploy" });
  await saveTaskType(store, { projectId, name: `${mark}-type`, failureCostNano: BigInt(number), successFloor: null });
  await rememberAnswer(
    store,
    { projectId, key: SHARED.idempotencyKey, requestHash: mark },
    { status: 200, response: JSON.stringify({ mark }) },
  );
  await saveRoutingPolicy(store, { projectId, rules: [], note: `${mark}-note`, createdBy: mark });
  const { id: priceId } = await setPriceRule(store, projectId, priceOf(mark));
  const request = { from: AT.toISOString(), to: AT.toISOString(), model: mark, dryRun: true };
  const { id: jobId } = await createRepriceJob(store, { projectId, request, requestedBy: mark });
  await recordDecision(store, decisionOf(projectId, mark));
  await saveReviewSchedule(store, projectId, SCHEDULE);
  const view = { page: "tasks", name: "the same view", query: `id=${mark}`, createdBy: mark };
  const { id: viewId } = await saveView(store, { projectId, ...view });
  return { projectId, mark, adminKey: key.plaintext, keyId: key.id, priceId, jobId, viewId, taskId };
}

/** Of every tenant; its hour does not come while tests run. */
export const SCHEDULE = {
  weekday: 1,
  hour: 9,
  zone: "UTC",
  channels: [],
  nextAt: new Date("2090-01-02T09:00:00Z"),
  lastWeek: null,
};

export function decisionOf(projectId: string, mark: string): NewDecision {
  const said = { title: `${mark}-decision`, taskType: null, promptedBy: "2026-W47", expected: null, createdBy: mark };
  return { projectId, at: AT, judgeAt: AT, metric: "cost_per_success", ...said };
}

/** Resolves once nothing works on the tenants' rows any more. */
export async function settled({ store }: Runtime, tenants: readonly Tenant[]): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (const { projectId, jobId } of tenants) {
    while ((await findJob(store, projectId, jobId))?.finishedAt === null) {
      if (Date.now() > deadline) throw new Error("the tenants' jobs did not end within 20 s");
    }
  }
}

/** A discount in a tenant's own name. */
export function priceOf(mark: string): NewPriceRule {
  const says = { kind: "percent", percent: "-10" } as const;
  const whose = { provider: "openai", model: `gpt-4o-${mark}`, serviceTier: null };
  return { ...whose, from: AT, until: null, says, note: mark, createdBy: mark };
}

/** A fingerprint of every row that belongs to any of the projects, by table: of all tables that know projects. */
export async function fingerprint(
  { store: { pool } }: Runtime,
  tenants: readonly Tenant[],
): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ table: string; column: string }>(
    `select c.relname as "table", a.attname as "column" from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname not in ('alert_progress', 'alert_rule') -- the server's own watch writes them for every project
       and (a.attname = 'project_id' or (c.relname = 'project' and a.attname = 'id')) order by 1`,
  );
  const prints: Record<string, string> = {};
  for (const { table, column } of tables) {
    // Names come from the database's own catalogue. When a key was last used is not what it may do.
    const { rows } = await pool.query<{ print: string | null }>(
      `select md5(string_agg(row, '|' order by row)) as print
       from (select (to_jsonb(t) - 'last_used_at')::text as row from "${table}" t where "${column}" = any($1)) as rows`,
      [tenants.map(({ projectId }) => projectId)],
    );
    prints[table] = rows[0]?.print ?? "none";
  }
  return prints;
}
