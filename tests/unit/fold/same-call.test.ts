import { expect, test } from "vitest";

import type { Call } from "#lib/domain/call.ts";
import { mergeCalls } from "#lib/fold/merge-calls.ts";
import { groupSameCalls } from "#lib/fold/same-call.ts";

import { aCall, cost, NO_USAGE } from "./build-rows.ts";

/** Two observations of one moment by two emitters, the second inside the first. */
function pair(a: Parameters<typeof aCall>[0], b: Parameters<typeof aCall>[0]): Call[] {
  return [aCall({ lasts: 2, ...a }), aCall({ at: 0.5, scope: "openinference", ...b })];
}

const groups = (calls: Call[]): number => groupSameCalls(calls).length;

test("two emitters of one response id in one provider are one call", () => {
  expect(groups(pair({ responseId: "r1" }, { responseId: "r1", at: 1, lasts: 3 }))).toBe(1);
});

test("a response id that two providers share makes no call, and neither does one shared across time", () => {
  expect(groups(pair({ responseId: "r1" }, { responseId: "r1", provider: "ollama" }))).toBe(2);
  expect(groups(pair({ responseId: "r1" }, { responseId: "r1", at: 2 }))).toBe(2);
});

test("one emitter's own calls stay apart whatever they share", () => {
  expect(groups(pair({ responseId: "r1" }, { responseId: "r1", scope: "outturn" }))).toBe(2);
});

test("without response ids the request id decides, and without either containment does", () => {
  expect(groups(pair({ requestId: "q" }, { requestId: "q", at: 1, lasts: 3 }))).toBe(1);
  expect(groups(pair({ requestId: "q" }, { requestId: "p" }))).toBe(2);
  expect(groups(pair({}, {}))).toBe(1);
  expect(groups(pair({}, { at: 1, lasts: 3 }))).toBe(2);
});

test("a span that ends a few milliseconds after the one around it is still inside it", () => {
  expect(groups([aCall({ lasts: 2 }), aCall({ at: 0.001, lasts: 2.004, scope: "openinference" })])).toBe(1);
  expect(groups([aCall({ lasts: 2 }), aCall({ at: 0.1, lasts: 2, scope: "openinference" })])).toBe(2);
});

test("an emitter that did not recognise the operation still saw the same response", () => {
  const both = pair({ responseId: "r1" }, { responseId: "r1", operation: "other", usage: { ...NO_USAGE, output: 10 } });
  expect(groups(both)).toBe(1);
  expect(mergeCalls(both.toReversed())?.operation).toBe("generation");
});

test("different response ids, models or token counts tell calls apart that merely run side by side", () => {
  expect(groups(pair({ responseId: "r1" }, { responseId: "r2" }))).toBe(2);
  expect(groups(pair({}, { model: "claude-sonnet-4", requestModel: "claude-sonnet-4" }))).toBe(2);
  expect(groups(pair({}, { usage: { ...NO_USAGE, output: 999 } }))).toBe(2);
});

test("a long span of one emitter is one of the two calls inside it, not both", () => {
  const outer = aCall({ lasts: 10, usage: null });
  const inner = [1, 4].map((at) => aCall({ at, scope: "openinference" }));
  expect(groups([...inner, outer])).toBe(2);
});

test("three emitters of one call are one call", () => {
  const calls = ["a", "b", "c"].map((scope, i) => aCall({ scope, at: i / 10, lasts: 5 - i, responseId: "r" }));
  expect(groups(calls)).toBe(1);
});

test("the richer record is the base, and attempts, verdicts and failures come from whoever saw them", () => {
  const tool = { name: "find", verdict: "invalid_arguments" as const, violations: [], why: null, argsHash: null };
  const [withUsage, withAttempts] = [
    aCall({ scope: "openinference", ttftMs: null, toolCalls: [{ ...tool, verdict: "not_validated" }] }),
    aCall({
      usage: null,
      cost: cost(null),
      resendCount: 2,
      ttftMs: 90,
      toolCalls: [tool],
      failure: "invalid_arguments",
    }),
  ];
  for (const group of [
    [withUsage, withAttempts],
    [withAttempts, withUsage],
  ]) {
    expect(mergeCalls(group)).toMatchObject({
      scope: "openinference",
      cost: { total: 1_000n },
      resendCount: 2,
      ttftMs: 90,
      toolCalls: [tool],
      failure: "invalid_arguments",
    });
  }
});
