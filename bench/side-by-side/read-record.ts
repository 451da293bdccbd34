import type { Seen } from "./seen.ts";

export interface ToldTool {
  readonly name: string;
  /** The arguments as recorded, as JSON; null when only a verdict on them was kept. */
  readonly arguments: string | null;
  readonly verdict: string | null;
}

/** What a record says of a call, whatever its emitter calls it. Null where it says nothing. */
export interface Told {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly failed: boolean;
  readonly tools: readonly ToldTool[];
  /** All that it says, flat: values of nested objects and of JSON inside strings under dotted names. */
  readonly facts: ReadonlyMap<string, unknown>;
  readonly durationMs: number;
  readonly startMs: number;
}

const INPUT = ["gen_ai.usage.input_tokens", "llm.token_count.prompt", "metrics.prompt_tokens"];
const OUTPUT = ["gen_ai.usage.output_tokens", "llm.token_count.completion", "metrics.completion_tokens"];
const CACHED = [
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_read_input_tokens",
  "gen_ai.usage.input_tokens.cached",
  "llm.token_count.prompt_details.cache_read",
  "metrics.prompt_cached_tokens",
  "langfuse.observation.usage_details.input_cached_tokens",
];
const REASONING = [
  "gen_ai.usage.reasoning.output_tokens",
  "gen_ai.usage.reasoning_tokens",
  "gen_ai.usage.output_tokens.reasoning",
  "llm.token_count.completion_details.reasoning",
  "metrics.completion_reasoning_tokens",
  "langfuse.observation.usage_details.output_reasoning_tokens",
];
const LANGFUSE = "langfuse.observation.usage_details.";

/** Reads a record with every emitter's names at once, in favour of whoever wrote it. */
export function readRecord(seen: Seen): Told {
  const facts = new Map<string, unknown>();
  flatten(seen.attributes, "", facts);
  return {
    inputTokens: first(facts, INPUT) ?? parts(facts, "input"),
    outputTokens: first(facts, OUTPUT) ?? parts(facts, "output"),
    cachedTokens: first(facts, CACHED),
    reasoningTokens: first(facts, REASONING),
    failed: seen.failed || facts.has("error.type") || facts.get("langfuse.observation.level") === "ERROR",
    tools: readTools(facts),
    facts,
    durationMs: seen.endMs - seen.startMs,
    startMs: seen.startMs,
  };
}

function flatten(value: unknown, name: string, into: Map<string, unknown>): void {
  const inner = typeof value === "string" && /^[[{]/.test(value) ? parsed(value) : value;
  if (typeof inner !== "object" || inner === null) {
    into.set(name, inner);
    return;
  }
  // The whole text of arguments stays beside its parts.
  if (inner !== value) into.set(name, value);
  for (const [key, part] of Object.entries(inner)) flatten(part, name === "" ? key : `${name}.${key}`, into);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function first(facts: ReadonlyMap<string, unknown>, names: readonly string[]): number | null {
  for (const name of names) {
    const value = facts.get(name);
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return null;
}

/** Langfuse counts what is cached or reasoned apart from the rest. */
function parts(facts: ReadonlyMap<string, unknown>, side: "input" | "output"): number | null {
  const of = (name: string): number | null => first(facts, [LANGFUSE + name]);
  const rest = of(side);
  const apart = side === "input" ? of("input_cached_tokens") : of("output_reasoning_tokens");
  return rest === null ? null : rest + (apart ?? 0);
}

/** Under these names stands what was asked, not what was answered. */
const ASKED = /input|request|prompt|definitions|metadata|invocation|llm\.tools/;

function readTools(facts: ReadonlyMap<string, unknown>): ToldTool[] {
  const tools: ToldTool[] = [];
  for (const [key, name] of facts) {
    const owner = /^(.*)\.name$/.exec(key)?.[1];
    if (owner === undefined || typeof name !== "string" || ASKED.test(key)) continue;
    const text = argumentsOf(facts, owner);
    const verdict = facts.get(`${owner}.verdict`);
    if (text === null && verdict === undefined) continue;
    tools.push({ name, arguments: text, verdict: typeof verdict === "string" ? verdict : null });
  }
  return withoutCopies(tools);
}

function argumentsOf(facts: ReadonlyMap<string, unknown>, owner: string): string | null {
  const text = facts.get(`${owner}.arguments`);
  if (typeof text === "string") return text;
  const nested = [...facts].filter(([key]) => key.startsWith(`${owner}.arguments.`));
  if (nested.length === 0) return null;
  return JSON.stringify(Object.fromEntries(nested.map(([key, value]) => [key.slice(owner.length + 11), value])));
}

/** OpenInference writes an answer's tools twice: as it came, and as messages. */
function withoutCopies(tools: readonly ToldTool[]): ToldTool[] {
  const known = new Map(tools.map((tool) => [JSON.stringify(tool), tool]));
  return [...known.values()];
}
