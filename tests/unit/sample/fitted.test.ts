import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FITTED_CELLS } from "#lib/sample/fitted-cells.ts";
import { CONVERSATIONS, INVOICE_CATEGORIES, ORDER_CATEGORIES, RECORDED, TURNS } from "#lib/sample/fitted.ts";

interface RecordedGroup {
  readonly dataset: string;
  readonly model: string;
  readonly tasks: number;
  readonly success: number;
  readonly calls: number;
  readonly tool_calls_with_verdict: number;
  readonly invalid_tool_calls: number;
  readonly ttft_p50: number | null;
}

const file = join(process.env["OUTTURN_SHARED_DATA"] ?? "../shared/data", "bench", "expected.json");
const present = existsSync(file);
// The recording's own file; its shape is checked by the comparisons below.
const groups = present ? (JSON.parse(readFileSync(file, "utf8")) as RecordedGroup[]) : [];
const RECORDED_AS: Readonly<Record<string, string>> = {
  "gpt-4o": "gpt-4o-2024-11-20",
  "gpt-4o-mini": "gpt-4o-mini-2024-07-18",
  "gemini-2.5-pro": "gemini-2.5-pro-preview-06-05",
};

/** The recording's group of a model: under the name it was recorded as, or, of a fine-tune, the data set's only one. */
function groupOf(dataset: string, model: string): RecordedGroup {
  const names = [model, RECORDED_AS[model]];
  const group = groups.find(
    (candidate) =>
      candidate.dataset === dataset &&
      (names.includes(candidate.model) || (model.startsWith("ft:") && candidate.model.startsWith("ft:"))),
  );
  if (group === undefined) throw new Error(`${file} has no ${model} in ${dataset}`);
  return group;
}

test("every cell belongs to a category that the sample names, and each model has all twelve", () => {
  const categories = [...Object.keys(ORDER_CATEGORIES), ...Object.keys(INVOICE_CATEGORIES)].toSorted();
  for (const model of Object.keys(RECORDED)) {
    const own = FITTED_CELLS.filter(([name]) => name === model).map(([, category]) => category);
    expect(own.toSorted()).toEqual(categories);
  }
});

test("a cell's first calls and re-asks add up to its successes, and to those recorded of the model", () => {
  for (const [model, recorded] of Object.entries(RECORDED)) {
    const cells = FITTED_CELLS.filter(([name]) => name === model).map(([, , counts]) => counts);
    const sum = (pick: (counts: (typeof cells)[number]) => number): number =>
      cells.reduce((total, counts) => total + pick(counts), 0);
    const tasks = sum(([all]) => all);
    expect(sum(([, first, , again]) => first + again) / tasks).toBeCloseTo(recorded.successRate, 2);
    expect(sum(([all, , reasks]) => all + reasks) / tasks).toBeCloseTo(recorded.callsPerTask, 3);
  }
});

describe.skipIf(!present)(`constants against ${file}${present ? "" : " (skipped: not there)"}`, () => {
  test.each(Object.entries(RECORDED))("%s is as recorded by the schema benchmark", (model, recorded) => {
    const group = groupOf("wrtn-validate", model);
    expect(group.success / group.tasks).toBeCloseTo(recorded.successRate, 4);
    expect(group.calls / group.tasks).toBeCloseTo(recorded.callsPerTask, 4);
    expect(group.invalid_tool_calls / group.tool_calls_with_verdict).toBeCloseTo(recorded.invalidToolCalls, 4);
  });

  test.each(CONVERSATIONS)("$model is as recorded in conversations", (fit) => {
    const group = groupOf("tau2", fit.model);
    expect([fit.tasks, fit.succeeded]).toEqual([group.tasks, group.success]);
    expect(fit.steps / (group.calls / group.tasks)).toBeCloseTo(0.95, 1);
  });

  test.each(TURNS)("$model is as recorded in streamed turns", (fit) => {
    const group = groupOf("ttft-modelsweep", fit.model);
    expect([fit.tasks, fit.succeeded]).toEqual([group.tasks, group.success]);
    expect(Math.abs((fit.profile.ttft ?? 0) / (group.ttft_p50 ?? 0) - 1)).toBeLessThan(0.15);
  });
});
