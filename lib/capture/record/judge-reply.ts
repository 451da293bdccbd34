import type { ValueFacts } from "#lib/domain/call.ts";
import type { JsonMechanism, JsonResult } from "#lib/domain/failure.ts";

import type { DeclaredTool, ReplyFacts, RequestFacts } from "../api.ts";
import { judgeJson } from "#lib/verdict/judge-json.ts";
import { judgeTool } from "#lib/verdict/judge-tool.ts";
import type { Judgement, KnownTools } from "#lib/verdict/judge-tool.ts";
import { measureValues, sumValues } from "#lib/verdict/measure-values.ts";
import type { KeyedHash } from "./keyed-hash.ts";
import type { OpenCall } from "./open-call.ts";
import type { RememberedTools } from "./remember-tools.ts";

const MAX_TOOLS = 64;
const MAX_NAME_CHARS = 128;

export interface JudgedTool extends Judgement {
  readonly values: ValueFacts | null;
}

/** What a reply is found to be, held against its request. */
export interface Verdicts {
  readonly tools: readonly JudgedTool[];
  /** Null when the call did not ask for JSON. */
  readonly json: JsonResult | null;
  readonly mechanism: JsonMechanism | null;
  readonly jsonValues: ValueFacts | null;
}

/** A call's two sides, and what is known of the tools that the request shows. */
interface Judged {
  readonly request: RequestFacts;
  readonly reply: ReplyFacts | null;
  readonly tools: RememberedTools | null;
}

const NONE: Verdicts = { tools: [], json: null, mechanism: null, jsonValues: null };

/** Judges the tool calls and the JSON of a reply. Content is looked at here, and nothing of it leaves. */
export function judgeReply(call: OpenCall, { request, reply, tools: known }: Judged): Verdicts {
  if (reply === null) return NONE;
  const input = request.showsInput ? call.wire : null;
  if (reply.tools.length > 0) {
    const tools = judgeTools(request, reply, { input, compile: (schema) => known?.schema(schema) ?? null });
    return { ...NONE, tools, mechanism: request.forcesTool ? "tool" : null };
  }
  const asked = request.json ?? call.expectsJson;
  // One that brought no answer at all says nothing about JSON.
  if (asked === null || !reply.complete || reply.error !== null) return NONE;
  const { result, values } = judgeJson(reply.texts, asked.schema);
  const measured = values.flatMap((value) => measureValues(value, { schema: asked.schema, input }) ?? []);
  return { tools: [], json: result, mechanism: request.json?.mechanism ?? "prompt", jsonValues: sumValues(measured) };
}

type ToolMeans = Required<Pick<KnownTools, "compile">> & { readonly input: string | null };

function judgeTools(request: RequestFacts, reply: ReplyFacts, { input, compile }: ToolMeans): JudgedTool[] {
  const byName = new Map<string, DeclaredTool>();
  for (const tool of request.tools.declared) byName.set(tool.name, tool);
  const cut = reply.truncated || !reply.complete;
  // Where the request declares none, no provider would let a tool be called: they came from somewhere we cannot see.
  const complete = request.tools.complete && request.tools.declared.length > 0;
  const known = { byName, complete, cut, compile };
  return reply.tools.slice(0, MAX_TOOLS).map((tool) => {
    const judged = judgeTool(tool, known);
    return { ...judged, values: measureTool(judged, byName.get(tool.name), input) };
  });
}

function measureTool(judged: Judgement, tool: DeclaredTool | undefined, input: string | null): ValueFacts | null {
  const wellFormed = judged.verdict === "valid" || judged.verdict === "invalid_arguments";
  return wellFormed ? measureValues(judged.value, { schema: tool?.schema, input }) : null;
}

/** The verdicts as JSON text; null when there are none. */
export function writeVerdicts(tools: readonly JudgedTool[], hash: KeyedHash): string | null {
  if (tools.length === 0) return null;
  return JSON.stringify(
    tools.map(({ name, verdict, violations, why, value, values }) => ({
      name: name.slice(0, MAX_NAME_CHARS),
      verdict,
      ...(violations.length > 0 && { violations }),
      ...(why !== null && { why }),
      ...(value !== undefined && { args_hash: hash.ofValue(value) ?? undefined }),
      ...values,
    })),
  );
}
