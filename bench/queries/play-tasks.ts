import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import type { CellDelta } from "#lib/fold/contribution.ts";
import type { TaskFigures } from "#lib/fold/fold-task.ts";
import { foldTask } from "#lib/fold/fold-task.ts";
import { aCall, anEvent, anOutcome, cost, MONDAY_US, NO_USAGE } from "#tests/unit/fold/build-rows.ts";

export const TAGS = ["customer", "step"];
export const DAYS = 90;
/** A Monday; the range of all tasks is the 90 days from here. */
export const START_MS = Date.UTC(2026, 7, 3);

const MODELS = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];
const TYPES = 10;
/** Eight routes of one model, and four that are escalated half-way. */
const ROUTES = [...MODELS.map((model) => [model, model]), ...[0, 1, 2, 3].map((i) => [MODELS[i], MODELS[i + 4]])];
const FAILURES = ["ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "rate_limited", "truncated", "invalid_json"] as const;
/** Whole hours, so that a task's cells can be moved by them. */
export const BASE_HOUR_MS = MONDAY_US / 1000;
/** Tasks begin in the first 55 minutes of their hour, and end in it. */
const LATEST_START_S = 3_300;

/** A task folded by the real fold, which the bench repeats at other hours; `rows` are its calls as the raw table holds them. */
export interface PlayedTask {
  readonly calls: readonly Call[];
  readonly events: readonly TaskEvent[];
  readonly figures: TaskFigures;
  /** Milliseconds from the task's hour to each call, and the raw columns after the two times. */
  readonly rows: readonly { readonly offsetMs: number; readonly text: string }[];
}

/** Columns of the raw table, in the order of its file. */
export const RAW_COLUMNS = [
  ["started_at", "timestamptz"],
  ["task_at", "timestamptz"],
  ["is_first", "boolean"],
  ["succeeded", "boolean"],
  ["task_type", "text"],
  ["route", "text"],
  ["entry_model", "text"],
  ["customer", "text"],
  ["model", "text"],
  ["cost_nano", "bigint"],
  ["output", "bigint"],
  ["duration_ms", "double precision"],
] as const;

/** Tasks of all combinations of type and route in turn, of two to four calls. */
export function playTasks(count: number, random: () => number): PlayedTask[] {
  return Array.from({ length: count }, (_, i) => playTask(i, random));
}

function playTask(index: number, random: () => number): PlayedTask {
  const type = `type_${index % TYPES}`;
  const [entry = "", closing = ""] = ROUTES[Math.floor(index / TYPES) % ROUTES.length] ?? [];
  const customer = `customer_${Math.floor(random() * 3)}`;
  const tags = { customer, step: `step_${Math.floor(random() * 3)}` };
  const length = 2 + Math.floor(random() * 3);
  const start = Math.floor(random() * LATEST_START_S);
  const calls = Array.from({ length }, (_, i) =>
    playCall(random, { model: i < length / 2 ? entry : closing, at: start + 20 * i }),
  );
  const succeeded = random() < 0.85;
  const reason = succeeded ? null : "wrong";
  const outcome = anOutcome(succeeded ? "succeeded" : "failed", { at: start + 90, reason });
  const events = [anEvent({ at: start, facts: { type, tags }, lasts: 90 }), outcome];
  const figures = foldTask({ taskId: "t1", calls, events }, { declaredTags: TAGS });
  if (figures === null) throw new Error("a task with calls has figures");
  const route = figures.route;
  return {
    calls,
    events,
    figures,
    rows: calls.map((call, i) => ({
      offsetMs: call.startUs / 1000 - BASE_HOUR_MS,
      text: [i === 0, succeeded, type, route, entry, customer, ...rawOf(call)].join(","),
    })),
  };
}

function rawOf(call: Call): (string | number | bigint)[] {
  return [call.model, call.cost.total ?? 0n, call.usage?.output ?? 0, (call.endUs - call.startUs) / 1000];
}

function playCall(random: () => number, { model, at }: { model: string; at: number }): Call {
  const seconds = Math.round(1e6 * Math.exp(normal(random) * 0.8)) / 1e6;
  const [input, output] = [200 + Math.floor(random() * 4_000), 20 + Math.floor(random() * 800)];
  const failure = FAILURES[Math.floor(random() * FAILURES.length)] ?? "ok";
  const inputCost = BigInt(input * 150);
  return aCall({
    at,
    lasts: seconds,
    model,
    provider: MODELS.indexOf(model) % 2 === 0 ? "openai" : "anthropic",
    streamed: true,
    ttftMs: seconds * 300,
    failure,
    usage: { ...NO_USAGE, inputUncached: input, cacheRead: Math.floor(input / 3), output, reasoning: 0 },
    cost: cost(inputCost + BigInt(output * 600), inputCost),
    resendCount: failure === "ok" ? 0 : 1,
    inputChars: 3_000,
    json: failure === "invalid_json" ? "invalid_json" : "ok",
    toolCalls: [{ name: "look_up", verdict: "valid", violations: [], why: null, argsHash: `${random()}` }],
  });
}

/** The cells of a task that starts in another hour. */
export function movedTo(task: PlayedTask, hourMs: number): CellDelta[] {
  return task.figures.contribution.map(({ key, sums }) => ({
    key: { ...key, hourMs: key.hourMs - BASE_HOUR_MS + hourMs },
    sums,
  }));
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** mulberry32, by Tommy Ettinger, in the public domain. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
