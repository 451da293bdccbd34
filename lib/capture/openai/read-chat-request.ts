import type { AskedJson, DeclaredTool, RequestFacts, ToolSet } from "../api.ts";
import { definitionLength, messagesLength } from "../measure-input.ts";
import { bag, list, numeric, text } from "../peek.ts";
import type { Bag } from "../peek.ts";

/** Characters of a chat request: messages and tool definitions. */
export function chatInputChars(params: Bag): number {
  return messagesLength(params["messages"]) + definitionLength(params["tools"]) + definitionLength(params["functions"]);
}

export function readChatRequest(params: Bag): RequestFacts {
  return {
    maxTokens: numeric(params["max_completion_tokens"]) ?? numeric(params["max_tokens"]),
    temperature: numeric(params["temperature"]),
    reasoningLevel: text(params["reasoning_effort"]) ?? text(bag(params["reasoning"])["effort"]),
    serviceTier: text(params["service_tier"]),
    conversationId: null,
    json: readFormat(params["response_format"]),
    tools: readTools(params),
    demandsTool: demandsTool(params["tool_choice"]) || text(bag(params["function_call"])["name"]) !== null,
    forcesTool: forcesTool(params["tool_choice"]) || text(bag(params["function_call"])["name"]) !== null,
    showsInput: true,
    prefix: chatPrefix(params),
  };
}

/** Chat's `response_format`; a json_schema format holds its schema one level down. */
function readFormat(format: unknown): AskedJson | null {
  const { type, json_schema: named } = bag(format);
  const { schema, strict } = bag(named);
  return readJsonFormat(type, { schema, strict: strict === true });
}

/** A format of chat or of responses; null when it is plain text. */
export function readJsonFormat(
  type: unknown,
  { schema, strict }: { readonly schema: unknown; readonly strict: boolean },
): AskedJson | null {
  if (type === "json_object") return { schema: undefined, mechanism: "json_mode" };
  return type === "json_schema" ? { schema, mechanism: strict ? "strict_schema" : "schema" } : null;
}

function readTools(params: Bag): ToolSet {
  const declared: DeclaredTool[] = [];
  for (const tool of list(params["tools"])) declared.push(...readTool(bag(tool)));
  for (const entry of list(params["functions"])) {
    const { name, parameters } = bag(entry);
    if (typeof name === "string") declared.push({ name, kind: "function", schema: parameters });
  }
  // Routers may add tools of their own (`plugins`, a non-function entry): then the set is not all in the request.
  const complete = declared.every((tool) => tool.kind !== "hosted");
  return { declared, complete, wire: params["tools"] ?? params["functions"] ?? null };
}

function readTool(tool: Bag): DeclaredTool[] {
  const own = bag(tool["function"]);
  if (typeof own["name"] === "string") return [{ name: own["name"], kind: "function", schema: own["parameters"] }];
  const custom = bag(tool["custom"]);
  if (typeof custom["name"] === "string") return [{ name: custom["name"], kind: "custom", schema: undefined }];
  return [{ name: text(tool["type"]) ?? "", kind: "hosted", schema: undefined }];
}

/** True for `required` and for a choice that names a tool; chat and responses agree on these. */
export function demandsTool(choice: unknown): boolean {
  if (choice === "required" || choice === "any") return true;
  const { type, mode } = bag(choice);
  if (type === "allowed_tools") return mode === "required" || bag(bag(choice)["allowed_tools"])["mode"] === "required";
  return type === "function" || type === "custom";
}

/** True for a choice that names one tool. */
export function forcesTool(choice: unknown): boolean {
  const { type } = bag(choice);
  return type === "function" || type === "custom";
}

function chatPrefix(params: Bag): unknown {
  const prefix: unknown[] = [];
  for (const message of list(params["messages"])) {
    const { role, content } = bag(message);
    prefix.push(role, content);
    if (role === "user") break;
  }
  return prefix;
}
