import { hash } from "node:crypto";
import type { ToolCall } from "#lib/domain/call.ts";
import type { NotValidatedReason } from "#lib/domain/failure.ts";
import type { AttributeValue, Attributes } from "./decoded-span.ts";
import { asText, at, parseJson } from "./read-attributes.ts";
import { storable } from "./storable-text.ts";

const MOST_CALLS = 64;
const OPENLLMETRY = /^gen_ai\.completion\.(\d+)\.tool_calls\.(\d+)\.name$/;
const OPENINFERENCE = /^llm\.output_messages\.(\d+)\.message\.tool_calls\.(\d+)\.tool_call\.function\.name$/;

interface Seen {
  readonly name: unknown;
  readonly args: unknown;
  readonly byProvider: boolean;
}

/**
 * The tool calls that a span's content shows, for emitters that judge none: named and counted, but not validated, for
 * content alone never proves that the tool set is complete.
 */
export function deriveToolCalls(attributes: Attributes): ToolCall[] {
  for (const read of [fromMessages, fromVercel, fromFlattened]) {
    const seen = read(attributes);
    if (seen.length > 0) return seen.slice(0, MOST_CALLS).map(toCall);
  }
  return [];
}

function toCall({ name, args, byProvider }: Seen): ToolCall {
  const why: NotValidatedReason = byProvider ? "server_tool" : "tool_set_unknown";
  const text = typeof args === "string" ? args : args === undefined ? "" : JSON.stringify(args);
  return {
    name: typeof name === "string" ? storable(name, 128) : "",
    verdict: "not_validated",
    violations: [],
    why,
    argsHash: text === "" ? null : hash("sha256", text, "hex").slice(0, 32),
  };
}

/** `gen_ai.output.messages`: parts of type tool_call. */
function fromMessages(attributes: Attributes): Seen[] {
  return list(parseIfTools(attributes.get("gen_ai.output.messages"))).flatMap((message) =>
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
