import type { Violation } from "#lib/domain/call.ts";
import type { NotValidatedReason, ToolVerdict } from "#lib/domain/failure.ts";

import type { DeclaredTool, SeenTool } from "./tools.ts";
import { compileSchema } from "./compile-schema.ts";
import type { CompiledSchema } from "./compile-schema.ts";
import { readViolations } from "./read-violations.ts";

export interface Judgement {
  readonly name: string;
  readonly verdict: ToolVerdict;
  readonly violations: readonly Violation[];
  readonly why: NotValidatedReason | null;
  /** The arguments as they parsed; undefined when they did not. */
  readonly value: unknown;
}

export interface KnownTools {
  /** By name; the last definition of a name wins. */
  readonly byName: ReadonlyMap<string, DeclaredTool>;
  readonly complete: boolean;
  /** A tool's schema, ready to judge, null when it cannot be used: for whoever keeps what was compiled nearer at hand. */
  readonly compile?: (schema: unknown) => CompiledSchema | null;
  /** Whether the reply was cut off: what does not fit may be missing its end. */
  readonly cut: boolean;
}

/** Arguments longer than this are not held against a schema. */
const MAX_ARGUMENT_CHARS = 256 * 1024;

/** Judges one tool invocation by the tools that were known to be there. Never throws. */
export function judgeTool(seen: SeenTool, known: KnownTools): Judgement {
  if (seen.kind === "hosted") return unjudged(seen, "server_tool");
  if (seen.kind === "built-in") return unjudged(seen, "no_schema");
  if (seen.kind === "custom") return unjudged(seen, "free_form", seen.raw);
  const tool = known.byName.get(seen.name);
  const parsed = parseArguments(seen);
  if (tool === undefined) {
    if (!known.complete) return unjudged(seen, "tool_set_unknown", parsed.value);
    return { name: seen.name, verdict: "unknown_tool", violations: [], why: null, value: parsed.value };
  }
  if (tool.kind === "custom") return unjudged(seen, "free_form", seen.raw);
  if (!parsed.ok) {
    if (known.cut) return unjudged(seen, "truncated");
    return { name: seen.name, verdict: "malformed_arguments", violations: [], why: null, value: undefined };
  }
  return judgeValue(seen, parsed.value, { tool, known });
}

interface Measure {
  readonly tool: DeclaredTool;
  readonly known: KnownTools;
}

function judgeValue(seen: SeenTool, value: unknown, { tool, known }: Measure): Judgement {
  if (tool.schema === undefined) return unjudged(seen, "no_schema", value);
  const schema = (known.compile ?? compileSchema)(tool.schema);
  if (schema === null || (seen.raw?.length ?? 0) > MAX_ARGUMENT_CHARS) return unjudged(seen, "schema_unusable", value);
  const violations = violationsOf(value, schema.errors(value));
  if (violations.length === 0) return { name: seen.name, verdict: "valid", violations: [], why: null, value };
  if (known.cut) return unjudged(seen, "truncated", value);
  return { name: seen.name, verdict: "invalid_arguments", violations, why: null, value };
}

/** Arguments are an object by definition, whether or not the schema says so. */
function violationsOf(value: unknown, errors: Parameters<typeof readViolations>[0]): readonly Violation[] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? readViolations(errors) : [{ kind: "wrong_type", path: "" }];
}

/** An empty text means no arguments: providers send it for tools without parameters. */
function parseArguments(seen: SeenTool): { ok: boolean; value: unknown } {
  if (seen.raw === null) return { ok: true, value: seen.parsed };
  if (seen.raw.trim() === "") return { ok: true, value: {} };
  try {
    return { ok: true, value: JSON.parse(seen.raw) as unknown };
  } catch {
    return { ok: false, value: undefined };
  }
}

function unjudged(seen: SeenTool, why: NotValidatedReason, value?: unknown): Judgement {
  return { name: seen.name, verdict: "not_validated", violations: [], why, value };
}
