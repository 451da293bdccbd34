import { expect, test } from "vitest";

import { Evaluator } from "#lib/alerts/evaluate-project.ts";
import { chartIncident } from "#lib/alerts/chart-incident.ts";
import { readRule, ruleFields } from "#lib/alerts/read-rule.ts";
import { DEFAULT_RULES } from "#lib/alerts/rule.ts";
import { DAY_MS, MINUTE_MS } from "#lib/domain/time.ts";
import { findRule, listRules, makeDefaultRules, muteRule, saveRule } from "#lib/store/alerts/rules.ts";
import { withProject } from "#tests/integration/store/open-project.ts";
import type { OpenProject } from "#tests/integration/store/open-project.ts";

import { playTool, playTraffic } from "./play-traffic.ts";

const RULES = Object.fromEntries(Object.entries(DEFAULT_RULES).map(([name, rule]) => [name, ruleFields(rule)]));
const context = (projectId: string) => ({
  projectId,
  projectName: "Acme",
  simulated: false,
  publicUrl: "http://localhost:3000",
});

/** Some hits every minute, by a fixed pattern with a mean of 3 %. */
const usual = (minuteMs: number): number => [0, 0.05, 0.03, 0.04][Math.floor(minuteMs / MINUTE_MS) % 4] ?? 0;

async function withRules(work: (open: OpenProject, start: number) => Promise<void>): Promise<void> {
  await withProject(async (open) => {
    await makeDefaultRules(open.store, open.projectId, RULES);
    await work(open, Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 120 * MINUTE_MS);
  });
}

/** Looks every minute as the server does, from two hours ago on. */
async function lookFor(open: OpenProject, start: number, minutes: number, evaluator = new Evaluator(open.store)) {
  let opened = 0;
  for (let i = 0; i <= minutes; i += 1) {
    const nowMs = start + i * MINUTE_MS + 120_000;
    const look = await evaluator.evaluate({ ...context(open.projectId), nowMs });
    opened += look?.opened ?? 0;
  }
  return opened;
}

test("a provider that is away is one incident over all its models and figures, and ends ten minutes after it is back", async () => {
  await withRules(async (open, start) => {
    const { prisma } = open.store;
    const away = (ms: number): boolean => ms >= start + 10 * MINUTE_MS && ms < start + 25 * MINUTE_MS;
    for (const model of ["gpt-5", "gpt-5-mini"])
      await playTraffic(open, {
        model,
        fromMs: start - 28 * DAY_MS,
        toMs: start + 100 * MINUTE_MS,
        callsAMinute: 60,
        retriedShare: (ms) => (away(ms) ? 0.9 : usual(ms)),
        failedShare: (ms) => (away(ms) ? 0.6 : 0),
      });
    await playTraffic(open, {
      model: "claude-sonnet-5",
      provider: "anthropic",
      fromMs: start - 28 * DAY_MS,
      toMs: start + 100 * MINUTE_MS,
      callsAMinute: 60,
      retriedShare: usual,
    });
    const evaluator = new Evaluator(open.store);
    expect(await lookFor(open, start, 9, evaluator)).toBe(0);
    expect(await lookFor(open, start + 10 * MINUTE_MS, 80, evaluator)).toBe(1);
    const [incident, ...others] = await prisma.alertIncident.findMany({ include: { parts: true, events: true } });
    expect(others).toEqual([]);
    expect(incident?.family).toBe("availability");
    const minute = (at: Date | null | undefined) => (at == null ? null : (at.getTime() - start) / MINUTE_MS);
    expect(minute(incident?.openedAt)).toBeLessThanOrEqual(13);
    expect(minute(incident?.endedAt)).toBeLessThanOrEqual(70);
  });
});

test("rules that are muted open nothing, leave the incident that is open, and speak again when they are unmuted", async () => {
  await withRules(async (open, start) => {
    const { store, projectId } = open;
    await playTraffic(open, {
      fromMs: start - 7 * DAY_MS,
      toMs: start + 60 * MINUTE_MS,
      callsAMinute: 60,
      retriedShare: (ms) => (ms >= start ? 0.9 : usual(ms)),
    });
    const muteAll = async (until: Date | null) => {
      for (const { id } of await listRules(store, projectId)) await muteRule(store, projectId, id, until);
    };
    const evaluator = new Evaluator(store);
    await muteAll(new Date(start + 10 * MINUTE_MS));
    expect(await lookFor(open, start, 9, evaluator)).toBe(0);
    await muteAll(null);
    expect(await lookFor(open, start + 10 * MINUTE_MS, 5, evaluator)).toBe(1);
    await muteAll(new Date(start + DAY_MS));
    expect(await lookFor(open, start + 16 * MINUTE_MS, 5, evaluator)).toBe(0);
    expect(await store.prisma.alertIncident.count({ where: { endedAt: null } })).toBe(0);
    expect(await store.prisma.alertSeries.count({ where: { state: "muted" } })).toBeGreaterThan(0);
  });
});

test("a rule on each tool opens an incident of the one tool whose arguments are wrong", async () => {
  await withProject(async (open) => {
    const start = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 120 * MINUTE_MS;
    const span = { fromMs: start - 3 * DAY_MS, toMs: start + 60 * MINUTE_MS };
    await playTool(open, { ...span, tool: "search", invalidShare: usual });
    await playTool(open, { ...span, tool: "crm_lookup", invalidShare: (ms) => (ms >= start ? 0.6 : usual(ms)) });
    const rule = { name: "Tools", metric: "failure_class", subject: "invalid_arguments", each: ["tool"] };
    await saveRule(open.store, open.projectId, rule);
    expect(await lookFor(open, start, 30)).toBe(1);
    const [incident] = await open.store.prisma.alertIncident.findMany({ include: { parts: true } });
    expect(incident?.title).toMatch(/^Tool calls with invalid arguments to crm_lookup are \d+%, expected /);
    expect(incident?.parts.map(({ key, scope }) => ({ key, scope }))).toEqual([
      { key: '["crm_lookup"]', scope: { tool: "crm_lookup", providers: ["openai"], models: ["gpt-5"] } },
    ]);
    expect(incident?.since).toEqual(new Date(start));
    await expectSpikeDrawn(open, start, incident?.parts[0]?.ruleId ?? "");
  });
});

/** The chart shows the whole rise, in buckets of minutes, above where an hour alone would be an alarm. */
async function expectSpikeDrawn({ store, projectId }: OpenProject, start: number, ruleId: string): Promise<void> {
  const stored = await findRule(store, projectId, ruleId);
  const rule = stored === null ? null : readRule(stored);
  if (rule === null) throw new Error("the rule of the incident is gone");
  const part = { projectId, rule: { ...rule, scope: { tool: "crm_lookup" } }, sinceMs: start, endedMs: null };
  const chart = await chartIncident(store.pool, part, start + 30 * MINUTE_MS);
  expect(chart).toMatchObject({ bucketMinutes: 5, costNano: null });
  const points = chart?.points ?? [];
  expect(points.filter(({ atMs }) => atMs >= start).map(({ value }) => value)).toEqual(Array<number>(6).fill(0.6));
  for (const { expected, limit } of points) {
    expect(expected).toBeLessThan(limit);
    expect(limit).toBeLessThan(0.3);
  }
}
