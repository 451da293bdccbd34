import { hash } from "node:crypto";
import type { ToolCall } from "#lib/domain/call.ts";
import type { NotValidatedReason } from "#lib/domain/failure.ts";
import { judgeTool } from "#lib/verdict/judge-tool.ts";
import type { AttributeValue, Attributes } from "./decoded-span.ts";
import { asText, at, parseJson } from "./read-attributes.ts";
import { readDeclaredTools } from "./read-declared-tools.ts";
import type { DeclaredTools } from "./read-declared-tools.ts";
import { storable } from "./storable-text.ts";

const MOST_CALLS = 64;
const OPENLLMETRY = /^gen_ai\.completion\.(\d+)\.tool_calls\.(\d+)\.name$/;
const OPENINFERENCE = /^llm\.output_messages\.(\d+)\.message\.tool_calls\.(\d+)\.tool_call\.function\.name$/;

interface Seen {
  readonly name: unknown;
  readonly args: unknown;
  readonly byProvider: boolean;
}

/** What the judging of one request's calls goes by. */
export interface Judging {
  /** Whether the answer was cut off. */
  readonly cut: boolean;
  /** Texts of the schemas that the request was judged by so far: what it costs to read one is bounded. */
  readonly schemas: Set<string>;
}

const MOST_SCHEMAS = 64;
const LONGEST_SCHEMA = 32_768;
const LONGEST_ARGUMENTS = 65_536;

/**
 * The tool calls that a span's content shows, for emitters that judge none: judged by the definitions beside them, where
 * those were sent, as our own library would have.
 */
export function deriveToolCalls(attributes: Attributes, judging: Judging): ToolCall[] {
  for (const read of [fromMessages, fromVercel, fromFlattened, fromResponse]) {
    const seen = read(attributes);
    if (seen.length === 0) continue;
    const tools = readDeclaredTools(attributes);
    return seen.slice(0, MOST_CALLS).map((call) => toCall(call, tools, judging));
  }
  return [];
}

function toCall(seen: Seen, tools: DeclaredTools | null, judging: Judging): ToolCall {
  const { args, byProvider } = seen;
  const name = typeof seen.name === "string" ? seen.name : "";
  const text = typeof args === "string" ? args : args === undefined ? "" : JSON.stringify(args);
  const kept = { name: storable(name, 128), argsHash: text === "" ? null : hash("sha256", text, "hex").slice(0, 32) };
  const why = whyNot({ name, args, text, byProvider }, tools, judging);
  if (why !== null || tools === null) return { ...kept, verdict: "not_validated", violations: [], why };
  const raw = typeof args === "string" ? args : null;
  const judged = judgeTool(
    { name, kind: "function", raw, parsed: args },
    { ...tools, cut: judging.cut || looksCut(text) },
  );
  const violations = judged.violations.map(({ kind, path }) => ({ kind, path: storable(path, 512) }));
  return { ...kept, verdict: judged.verdict, violations: violations.slice(0, MOST_VIOLATIONS), why: judged.why };
}

const MOST_VIOLATIONS = 32;

/** Why a call cannot be judged; null where it can. */
function whyNot(
  { name, args, text, byProvider }: Seen & { readonly text: string; readonly name: string },
  tools: DeclaredTools | null,
  { schemas }: Judging,
): NotValidatedReason | null {
  if (byProvider) return "server_tool";
  if (tools === null) return "tool_set_unknown";
  const tool = tools.byName.get(name);
  if (tool === undefined) return isJoined(name, [...tools.byName.keys()]) ? "tool_set_unknown" : null;
  if (args === undefined) return "no_schema";
  if (tool.schema === undefined) return null;
  const schema = JSON.stringify(tool.schema);
  if (text.length > LONGEST_ARGUMENTS || schema.length > LONGEST_SCHEMA) return "schema_unusable";
  if (!schemas.has(schema) && schemas.size >= MOST_SCHEMAS) return "schema_unusable";
  schemas.add(schema);
  return null;
}

const LONGEST_JOINED = 512;

/** Some instrumentations of streams run the names of several calls together: that is no slip of the model's. */
function isJoined(name: string, known: readonly string[]): boolean {
  if (name.length > LONGEST_JOINED) return false;
  const reached = new Set([0]);
  for (let at = 0; at < name.length; at += 1) {
    if (!reached.has(at)) continue;
    for (const next of known) if (name.startsWith(next, at)) reached.add(at + next.length);
  }
  return reached.has(name.length);
}

/** A text that ends where clients and collectors cut attributes, rather than where the model did. */
function looksCut(text: string): boolean {
  return text.length > 0 && (text.length % 128 === 0 || text.length % 1000 === 0);
}

/** `gen_ai.output.messages`: parts of type tool_call. */
function fromMessages(attributes: Attributes): Seen[] {
  const messages = parseIfTools(attributes.get("gen_ai.output.messages"));
  return (Array.isArray(messages) ? messages : [messages]).flatMap((message: unknown) =>
    list(at(message, "parts")).flatMap((part) => {
      const type = at(part, "type");
      if (type !== "tool_call" && type !== "server_tool_call") return [];
      return [{ name: at(part, "name"), args: at(part, "arguments"), byProvider: type === "server_tool_call" }];
    }),
  );
}

/** `ai.response.toolCalls`; arguments are called `args` before version 5. */
function fromVercel(attributes: Attributes): Seen[] {
  return list(parseJson(attributes.get("ai.response.toolCalls"))).map((call) => ({
    name: at(call, "toolName"),
    args: at(call, "input") ?? at(call, "args"),
    byProvider: at(call, "providerExecuted") === true,
  }));
}

/** An answer in the provider's own form, as some keep it: OpenAI's message, or one of its choices. */
function fromResponse(attributes: Attributes): Seen[] {
  const output = parseIfTools(attributes.get("langfuse.observation.output"));
  const messages = Array.isArray(output) ? output : [output];
  return messages.flatMap((message: unknown) =>
    list(at(message, "tool_calls") ?? at(list(at(message, "choices"))[0], "message", "tool_calls")).map((call) => ({
      name: at(call, "function", "name") ?? at(call, "name"),
      args: at(call, "function", "arguments") ?? at(call, "args"),
      byProvider: false,
    })),
  );
}

/** One attribute a field, with the indexes in its name. */
function fromFlattened(attributes: Attributes): Seen[] {
  const seen: Seen[] = [];
  for (const [key, value] of attributes) {
    if (!key.endsWith(".name") || !(OPENLLMETRY.test(key) || OPENINFERENCE.test(key))) continue;
    seen.push({
      name: asText(value),
      args: asText(attributes.get(key.replace(/name$/, "arguments")), 262_144) ?? undefined,
      byProvider: false,
    });
  }
  return seen;
}

/** Messages are long, and most hold no tool call: only those that name one are parsed. */
function parseIfTools(value: AttributeValue | undefined): unknown {
  return typeof value === "string" && value.includes("tool_call") ? parseJson(value) : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
