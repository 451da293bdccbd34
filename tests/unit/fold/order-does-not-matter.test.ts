import fc from "fast-check";
import { expect, test } from "vitest";

import type { Call, Operation } from "#lib/domain/call.ts";
import { FAILURE_CLASSES } from "#lib/domain/failure.ts";
import type { FailureClass } from "#lib/domain/failure.ts";
import { OUTCOME_SOURCES, OUTCOMES } from "#lib/domain/task.ts";
import type { TaskEvent, TaskFacts } from "#lib/domain/task.ts";
import { decodeContribution, encodeContribution } from "#lib/fold/contribution.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import { ALL_MEASURES } from "#lib/fold/measures.ts";
import { addSums, emptySums, isEmpty, packSums } from "#lib/fold/sums.ts";
import type { Sums } from "#lib/fold/sums.ts";

import { aCall, anEvent, cost } from "./build-rows.ts";

const few = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Few distinct values of everything, so that spans, ids, hashes and instants do meet. */
const calls: fc.Arbitrary<Call> = fc
  .record({
    spanId: few("01", "02", "03", "04", "05", "06"),
    at: fc.integer({ min: 0, max: 8 }),
    lasts: fc.integer({ min: 0, max: 5 }),
    scope: few("outturn", "openinference", "langfuse"),
    model: few("a", "b", ""),
    provider: few("openai", "anthropic", ""),
    operation: few<Operation>("generation", "generation", "embedding"),
    failure: few<FailureClass>(...FAILURE_CLASSES, "ok", "ok", "ok"),
    responseId: few(null, "r1", "r2"),
    requestId: few(null, "q1"),
    requestHash: few(null, "h1"),
    resendCount: few(null, 0, 2),
    markedReask: few(null, null, true, false),
    fromCache: few(false, false, true),
    attributeCount: few(1, 2),
    contentHash: few("x", "y", "z"),
    total: few(null, 0n, 5n, 1_000n),
    facts: few<TaskFacts>(
      {},
      { checks: { polite: false } },
      { type: "lead", tags: { customer: "acme" } },
      { checks: { polite: true } },
    ),
    argsHash: few(null, "same"),
  })
  .map(({ total, argsHash, ...fields }) =>
    aCall({
      ...fields,
      requestModel: null,
      cost: cost(total, total === null ? null : total / 2n),
      toolCalls: argsHash === null ? [] : [{ name: "find", verdict: "valid", violations: [], why: null, argsHash }],
    }),
  );

const events: fc.Arbitrary<TaskEvent> = fc
  .record({
    spanId: few("05", "06", "07"),
    at: fc.integer({ min: 0, max: 8 }),
    contentHash: few("x", "y"),
    outcome: few(...OUTCOMES),
    source: few(...OUTCOME_SOURCES),
    silent: fc.boolean(),
  })
  .map(({ outcome, source, silent, ...fields }) =>
    anEvent({
      ...fields,
      facts: silent ? { tags: { customer: "b" } } : { outcome: { outcome, source, reason: null, atUs: fields.at } },
    }),
  );

/** In the store a version of a span (same ids, start and hash) is one row: here its content must be one as well. */
const rows = fc.record({
  calls: fc.uniqueArray(calls, {
    maxLength: 12,
    selector: (call) => `${call.spanId}${call.startUs}${call.endUs}${call.contentHash}${call.attributeCount}`,
  }),
  events: fc.uniqueArray(events, {
    maxLength: 6,
    selector: (event) => `${event.spanId}${event.startUs}${event.contentHash}`,
  }),
});

const settings = { declaredTags: ["customer"] };

function figuresOf(some: { calls: readonly Call[]; events: readonly TaskEvent[] }): unknown {
  const figures = foldTask({ taskId: "t1", ...some }, settings);
  return figures && { ...figures, contribution: encodeContribution(figures.contribution) };
}

test("any order and any repetition of a task's rows gives the same figures", () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), ({ calls, events }, keys) => {
      const shuffle = <T>(list: readonly T[]): T[] =>
        [...list, ...list.slice(0, 3)]
          .map((value) => ({ value, key: Number(keys.next().value) }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value);
      expect(figuresOf({ calls: shuffle(calls), events: shuffle(events) })).toEqual(figuresOf({ calls, events }));
    }),
    { numRuns: 2_000 },
  );
});

test("folding after every part and taking the old contribution out leaves what folding once gives", () => {
  fc.assert(
    fc.property(rows, fc.nat({ max: 5 }), ({ calls, events }, parts) => {
      const cells = new Map<string, ReturnType<typeof emptySums>>();
      let before: string | null = null;
      const apply = (text: string, sign: 1 | -1): void => {
        for (const { key, sums } of decodeContribution(text)) {
          const held = cells.get(JSON.stringify(key)) ?? emptySums();
          cells.set(JSON.stringify(key), held);
          addSums(held, sums, sign);
        }
      };
      for (let part = 1; part <= parts + 1; part++) {
        const upTo = <T>(list: readonly T[]): T[] => list.slice(0, Math.ceil((list.length * part) / (parts + 1)));
        const figures = foldTask({ taskId: "t1", calls: upTo(calls), events: upTo(events) }, settings);
        if (before !== null) apply(before, -1);
        before = figures && encodeContribution(figures.contribution);
        if (before !== null) apply(before, 1);
      }
      const once = foldTask({ taskId: "t1", calls, events }, settings)?.contribution ?? [];
      const left = [...cells].filter(([, sums]) => !isEmpty(sums)).map(([key, sums]) => [key, packSums(sums)]);
      expect(new Map(left as [string, unknown][])).toEqual(
        new Map(once.map(({ key, sums }) => [JSON.stringify(key), packSums(sums)])),
      );
    }),
    { numRuns: 500 },
  );
});

test("the call cells of each split add up to the task: same calls, cost, tokens, waste and classes", () => {
  const ofCalls = ALL_MEASURES.filter((name) =>
    /^(calls|other_calls|cost|waste|f_|fc_|retries|reasks|tool|json|usage|unpriced|input|output)/.test(name),
  );
  fc.assert(
    fc.property(rows, (some) => {
      const contribution = foldTask({ taskId: "t1", ...some }, settings)?.contribution ?? [];
      const whole = contribution[0]?.sums ?? emptySums();
      for (const split of ["none", "service_tier", "key"]) {
        const total = emptySums();
        for (const { key, sums } of contribution) if (key.grain === "call" && key.split === split) addSums(total, sums);
        const figures = ({ measures }: Sums) => ofCalls.map((name) => [name, measures.get(name)]);
        expect(figures(total)).toEqual(figures(whole));
        expect(total.histograms).toEqual(whole.histograms);
      }
    }),
    { numRuns: 500 },
  );
});

test("waste never exceeds cost, and a call is counted in exactly one class", () => {
  fc.assert(
    fc.property(rows, (some) => {
      const figures = foldTask({ taskId: "t1", ...some }, settings);
      if (!figures) return;
      expect(figures.wasteNano <= figures.costNano).toBe(true);
      const measures = figures.contribution[0]?.sums.measures ?? new Map<string, bigint>();
      let classified = 0n;
      for (const [name, value] of measures) if (name.startsWith("f_")) classified += value;
      expect(classified).toBe(BigInt(figures.calls));
    }),
    { numRuns: 500 },
  );
});
