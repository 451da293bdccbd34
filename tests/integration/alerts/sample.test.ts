import { expect, test } from "vitest";

import { Evaluator } from "#lib/alerts/evaluate-project.ts";
import { previewRule } from "#lib/alerts/preview-rule.ts";
import { ruleFields } from "#lib/alerts/read-rule.ts";
import { DEFAULT_RULES } from "#lib/alerts/rule.ts";
import type { RuleDraft } from "#lib/alerts/rule.ts";
import { scopeNames } from "#lib/alerts/scope-names.ts";
import { HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";
import { decodeMeasures } from "#lib/fold/encode-measures.ts";
import { acceptOtlpJson } from "#lib/ingest/accept-traces.ts";
import { generateSample } from "#lib/sample/generate-sample.ts";
import { spikeWindow } from "#lib/sample/when-tasks-start.ts";
import { makeDefaultRules } from "#lib/store/alerts/rules.ts";
import { foldUntilClean } from "#lib/store/fold-loop.ts";
import type { Store } from "#lib/store/open-store.ts";
import { withProject } from "#tests/integration/store/open-project.ts";

const RULES = Object.fromEntries(Object.entries(DEFAULT_RULES).map(([name, rule]) => [name, ruleFields(rule)]));
const RETRIES: RuleDraft = {
  name: "Retries",
  metric: "retry_rate",
  subject: "",
  scope: {},
  each: ["provider"],
  sensitivity: "normal",
  threshold: null,
  windowMinutes: null,
  leastCalls: null,
  budgetNano: null,
};

const INVALID_BY_TOOL: RuleDraft = { ...RETRIES, metric: "tool_invalidity", each: ["tool"] };

/** Valid tool calls in the cells by the hour. */
async function validToolCallsIn({ pool }: Store, split: string): Promise<unknown> {
  const { rows } = await pool.query<{ sums: Buffer }>(
    "select string_agg(sums, ''::bytea) as sums from call_cell where split = $1 and tier = 'hour'",
    [split],
  );
  return decodeMeasures(rows[0]?.sums ?? new Uint8Array()).get("valid_tool_calls");
}

test("on the sample a rule on retries would have fired at its spike and never else, and nothing fires as it ends", async () => {
  await withProject(async ({ store, projectId }) => {
    const now = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
    for (const traces of generateSample({ now, seed: 20_261_122 }))
      await acceptOtlpJson(traces, { store, projectId, key: "sample", nowMs: now.getTime() });
    await foldUntilClean(store);

    const { alarms, series } = await previewRule(store.pool, projectId, RETRIES, now.getTime());
    const spike = spikeWindow(now);
    expect(series).toBe(3);
    expect(alarms.map(({ title }) => title.replace(/ is .*/, ""))).toEqual(["Retry rate of openai"]);
    const [alarm] = alarms;
    expect(Math.abs((alarm?.fromMs ?? 0) - spike.fromUs / 1000)).toBeLessThanOrEqual(4 * HOUR_MS);
    expect(alarm?.toMs).toBeGreaterThan(spike.toUs / 1000);

    const tools = await scopeNames(store.pool, projectId, now.getTime());
    const byTool = await previewRule(store.pool, projectId, INVALID_BY_TOOL, now.getTime());
    expect(tools.tools.length).toBeGreaterThan(1);
    expect(byTool.series).toBe(tools.tools.length);
    expect(await validToolCallsIn(store, "tool")).toBe(await validToolCallsIn(store, "none"));

    await makeDefaultRules(store, projectId, RULES);
    const evaluator = new Evaluator(store);
    const context = { projectId, projectName: "Sample", simulated: true, publicUrl: "" };
    await evaluator.evaluate({ ...context, nowMs: now.getTime() });
    for (let minutes = 30; minutes <= 120; minutes += 30)
      await evaluator.evaluate({ ...context, nowMs: now.getTime() + minutes * MINUTE_MS });
    expect(await store.prisma.alertIncident.findMany()).toEqual([]);
  });
}, 90_000);
