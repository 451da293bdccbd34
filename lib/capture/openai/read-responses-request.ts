import type { AskedJson, DeclaredTool, RequestFacts, ToolSet } from "../api.ts";
import { definitionLength, messagesLength, textLength } from "../measure-input.ts";
import { bag, list, numeric, text } from "../peek.ts";
import type { Bag } from "../peek.ts";
import { demandsTool, forcesTool, readJsonFormat } from "./read-chat-request.ts";

/** Tools that bring further tools with them which the request does not show. */
const OPEN_ENDED: ReadonlySet<string> = new Set(["mcp", "tool_search"]);
/** Input items that bring tools, or show that earlier ones did. */
const TOOL_BRINGING: ReadonlySet<string> = new Set([
  "mcp_list_tools",
  "tool_search_call",
  "tool_search_output",
  "additional_tools",
]);

/** Characters of a response request: instructions, input and tool definitions. */
export function responsesInputChars(params: Bag): number {
  return textLength(params["instructions"]) + messagesLength(params["input"]) + definitionLength(params["tools"]);
}

export function readResponsesRequest(params: Bag): RequestFacts {
  return {
    maxTokens: numeric(params["max_output_tokens"]),
    temperature: numeric(params["temperature"]),
    reasoningLevel: text(bag(params["reasoning"])["effort"]),
    serviceTier: text(params["service_tier"]),
    conversationId: text(params["conversation"]) ?? text(bag(params["conversation"])["id"]),
    json: readFormat(bag(params["text"])["format"]),
    tools: readTools(params),
    demandsTool: demandsTool(params["tool_choice"]),
    forcesTool: forcesTool(params["tool_choice"]),
    showsInput: keptElsewhere(params) === null,
    prefix: responsesPrefix(params),
  };
}

/** Where `strict` is left out, the API tries to be strict, and does not say of formats whether it could be. */
function readFormat(format: unknown): AskedJson | null {
  const { type, schema, strict } = bag(format);
  return readJsonFormat(type, { schema, strict: strict === true });
}

/** Names what the provider adds to the request from what it keeps; null when it adds nothing. */
function keptElsewhere(params: Bag): unknown {
  return params["previous_response_id"] ?? params["conversation"] ?? params["prompt"] ?? null;
}

function readTools(params: Bag): ToolSet {
  const types = list(params["tools"]).map((tool) => text(bag(tool)["type"]) ?? "");
  const brought = list(params["input"]).some((item) => TOOL_BRINGING.has(text(bag(item)["type"]) ?? ""));
  // Only what the request itself shows the model: a definition that a search brings may not be the one declared here.
  const declared = readToolList(params["tools"], !types.includes("tool_search"));
  const complete = !brought && keptElsewhere(params) === null && !types.some((type) => OPEN_ENDED.has(type));
  return { declared, complete, wire: params["tools"] ?? null };
}

/** Tools by name; those of a namespace are among them when the model sees it opened. */
function readToolList(tools: unknown, opened: boolean): DeclaredTool[] {
  return list(tools).flatMap((entry) => {
    const tool = bag(entry);
    const type = text(tool["type"]) ?? "";
    const name = text(tool["name"]) ?? type;
    if (type === "namespace") return opened ? readToolList(tool["tools"], opened) : [];
    if (type === "function") return [{ name, kind: "function" as const, schema: tool["parameters"] ?? undefined }];
    return [{ name, kind: type === "custom" ? ("custom" as const) : ("hosted" as const), schema: undefined }];
  });
}

function responsesPrefix(params: Bag): unknown {
  const input = params["input"];
  if (!Array.isArray(input)) return [params["instructions"], input];
  const prefix: unknown[] = [params["instructions"]];
  for (const item of list(input)) {
    const { role, content } = bag(item);
    prefix.push(role, content);
    if (role === "user") break;
  }
  return prefix;
}
