import { toOtlpAttributes } from "#lib/domain/otlp.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";

/** One export of a client, and the calls in it by `trace/span`. */
export interface Export {
  readonly body: string;
  readonly calls: readonly string[];
}

export type Random = (below: number) => number;

/** A small generator, so that a failing run can be run again from its seed (Park and Miller's constants). */
export function randomFrom(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/**
 * Exports as a client makes them: tasks of one to five calls, some naming their task on every span, some only on the root, which
 * ends last and may come in a later export, so that rows have to move.
 */
export function* exportsFrom(random: Random): Generator<Export> {
  let late: OtlpSpan[] = [];
  for (let task = 1; ;) {
    const spans: OtlpSpan[] = late;
    late = [];
    for (const last = task + 1 + random(4); task < last; task++) {
      const { calls, root } = taskSpans(random, task);
      spans.push(...calls);
      (random(3) === 0 ? late : spans).push(root);
    }
    const calls = spans.filter(({ parentSpanId }) => parentSpanId !== undefined);
    yield { body: bodyOf(spans), calls: calls.map(({ traceId, spanId }) => `${traceId}/${spanId}`) };
  }
}

function taskSpans(random: Random, task: number): { calls: OtlpSpan[]; root: OtlpSpan } {
  const id = random(2_147_483_646).toString(16);
  const traceId = `${task.toString(16).padStart(16, "0")}${id.padStart(16, "0")}`;
  const spanId = (index: number): string =>
    `${task.toString(16).padStart(12, "0")}${index.toString(16).padStart(4, "0")}`;
  const named = { "outturn.task.id": `crash-${task}-${id}`, "outturn.task.type": `type-${random(3)}` };
  const onEachSpan = random(2) === 0;
  const calls = Array.from({ length: 1 + random(5) }, (_, i) => ({
    ...timed(Date.now() - 2_000 + i * 100),
    traceId,
    spanId: spanId(i + 1),
    parentSpanId: spanId(0),
    name: "chat gpt-4o-mini",
    kind: 3 as const,
    attributes: toOtlpAttributes({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": random(2) === 0 ? "gpt-4o-mini" : "gpt-4o",
      "gen_ai.usage.input_tokens": 100 + random(1_000),
      "gen_ai.usage.output_tokens": 10 + random(100),
      ...(onEachSpan && named),
    }),
  }));
  const outcome = random(5) === 0 ? "failed" : "succeeded";
  const attributes = toOtlpAttributes({ ...named, "outturn.task.outcome": outcome });
  return {
    calls,
    root: { ...timed(Date.now() - 2_000), traceId, spanId: spanId(0), name: "task", kind: 1, attributes },
  };
}

function timed(startMs: number): Pick<OtlpSpan, "startTimeUnixNano" | "endTimeUnixNano"> {
  return { startTimeUnixNano: `${startMs}000000`, endTimeUnixNano: `${startMs + 90}000000` };
}

function bodyOf(spans: readonly OtlpSpan[]): string {
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: "crash-test" }, spans }] }],
  });
}
