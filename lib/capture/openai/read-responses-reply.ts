import type { ReplyFacts, SeenTool } from "../api.ts";
import { EMPTY_REPLY } from "../api.ts";
import { bag, list, text } from "../peek.ts";
import type { Bag } from "../peek.ts";
import { readResponseUsage } from "./read-usage.ts";

/** Output items that the provider executed itself, and the per-use fee each stands for (null: none). */
const HOSTED = {
  web_search_call: "web_search",
  file_search_call: "file_search",
  code_interpreter_call: "code_interpreter",
  image_generation_call: "image_generation",
  mcp_call: null,
} as const satisfies Record<string, string | null>;

/** Output items that are a call of a client-side tool without a schema. */
const BUILT_IN: ReadonlySet<string> = new Set(["computer_call", "local_shell_call", "shell_call", "apply_patch_call"]);

/** Reads a Response: the JSON body, or what the last event of a stream carries. */
export function readResponsesReply(body: unknown): ReplyFacts {
  const whole = bag(body);
  const output = list(whole["output"]).map(bag);
  const parts = output.filter((item) => item["type"] === "message").flatMap((item) => list(item["content"]).map(bag));
  const texts = parts.map((part) => text(part["text"])).filter((part) => part !== null);
  const tools = output.flatMap(readOutputTool);
  const status = text(whole["status"]);
  const reason = text(bag(whole["incomplete_details"])["reason"]);
  const refused = parts.some((part) => part["type"] === "refusal");
  return {
    ...EMPTY_REPLY,
    id: text(whole["id"]),
    model: text(whole["model"]),
    serviceTier: text(whole["service_tier"]),
    finishReasons: [reason ?? status].filter((word) => word !== null),
    refused,
    filtered: reason === "content_filter",
    truncated: status === "incomplete" && reason !== "content_filter",
    hasContent: texts.length > 0 || tools.length > 0 || isPending(status) || output.some(isOther),
    texts: texts.length === 0 ? [] : [texts.join("")],
    tools,
    usage: readResponseUsage(whole["usage"]),
    usageRaw: whole["usage"] ?? null,
    toolUses: countUses(output),
    error: readError(whole, status),
  };
}

/** A background response that still runs has no answer yet, which is no failure. */
function isPending(status: string | null): boolean {
  return status === "queued" || status === "in_progress";
}

function isOther(item: Bag): boolean {
  const type = text(item["type"]) ?? "";
  return type !== "" && type !== "message" && type !== "reasoning";
}

function readOutputTool(item: Bag): SeenTool[] {
  const type = text(item["type"]) ?? "";
  const name = text(item["name"]) ?? type;
  if (type === "function_call") {
    const raw = typeof item["arguments"] === "string" ? item["arguments"] : null;
    return [{ name, kind: "function", raw, ...(raw === null && { parsed: item["arguments"] ?? null }) }];
  }
  if (type === "custom_tool_call") return [{ name, kind: "custom", raw: text(item["input"]) }];
  if (Object.hasOwn(HOSTED, type)) return [{ name: type === "mcp_call" ? name : type, kind: "hosted", raw: null }];
  return BUILT_IN.has(type) ? [{ name: type, kind: "built-in", raw: null }] : [];
}

function countUses(output: readonly Bag[]): Record<string, number> {
  const uses: Record<string, number> = {};
  for (const item of output) {
    const type = text(item["type"]) ?? "";
    const fee = Object.hasOwn(HOSTED, type) ? HOSTED[type as keyof typeof HOSTED] : null;
    const action = bag(item["action"])["type"];
    // Opening a page and finding in it are steps of a search that cost nothing by themselves.
    if (fee === null || (action !== undefined && action !== "search")) continue;
    uses[fee] = (uses[fee] ?? 0) + 1;
  }
  return uses;
}

function readError(whole: Bag, status: string | null): ReplyFacts["error"] {
  const error = whole["error"];
  if (status === "cancelled") return { code: "cancelled", message: null };
  if (status !== "failed" && (error === undefined || error === null || status !== null)) return null;
  const { code, message } = bag(error);
  return { code: text(code) ?? (typeof code === "number" ? String(code) : null), message: text(message) };
}
