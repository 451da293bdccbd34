import type { AskedJson, DeclaredTool, RequestFacts, ToolSet } from "../api.ts";
import { definitionLength, messagesLength, textLength } from "../measure-input.ts";
import { bag, list, numeric, text } from "../peek.ts";
import type { Bag } from "../peek.ts";

/** Characters of a messages request: system, messages and tool definitions. */
export function messagesInputChars(params: Bag): number {
  return textLength(params["system"]) + messagesLength(params["messages"]) + definitionLength(params["tools"]);
}

export function readMessagesRequest(params: Bag): RequestFacts {
  const output = bag(params["output_config"]);
  const choice = bag(params["tool_choice"])["type"];
  return {
    maxTokens: numeric(params["max_tokens"]),
    temperature: numeric(params["temperature"]),
    reasoningLevel: text(output["effort"]),
    serviceTier: text(params["service_tier"]),
    conversationId: null,
    json: readFormat(output["format"] ?? params["output_format"]),
    tools: readTools(params),
    demandsTool: choice === "any" || choice === "tool",
    forcesTool: choice === "tool",
    showsInput: params["container"] === undefined || params["container"] === null,
    prefix: messagesPrefix(params),
  };
}

/** Anthropic's schemas are compiled to grammars: there are none that the answer may leave. */
function readFormat(format: unknown): AskedJson | null {
  const { type, schema } = bag(format);
  return type === "json_schema" ? { schema, mechanism: "strict_schema" } : null;
}

function readTools(params: Bag): ToolSet {
  const declared = list(params["tools"]).map((tool) => readTool(bag(tool)));
  const types = list(params["tools"]).map((tool) => text(bag(tool)["type"]) ?? "custom");
  // A search, an MCP server or a toolset brings tools that the request does not list.
  const openEnded = types.some((type) => /^tool_search|^mcp|toolset/.test(type));
  const elsewhere = list(params["mcp_servers"]).length > 0 || params["container"] !== undefined;
  const complete = !openEnded && !elsewhere && !bringsTools(params["messages"]);
  return { declared, complete, wire: params["tools"] ?? null };
}

/** Tools without a schema of their own are defined by the provider, whoever executes them. */
function readTool(tool: Bag): DeclaredTool {
  const name = text(tool["name"]) ?? text(tool["type"]) ?? "";
  const own = tool["type"] === undefined || tool["type"] === null || tool["type"] === "custom";
  const schema = tool["input_schema"] ?? undefined;
  return { name, kind: own || schema !== undefined ? "function" : "hosted", schema };
}

/** Whether a conversation refers to tools that a search found earlier, or that were added on the way. */
function bringsTools(messages: unknown): boolean {
  return list(messages).some((message) =>
    list(bag(message)["content"]).some((block) => {
      const { type, content } = bag(block);
      if (type === "tool_reference" || type === "tool_search_tool_result") return true;
      return list(content).some((inner) => bag(inner)["type"] === "tool_reference");
    }),
  );
}

function messagesPrefix(params: Bag): unknown {
  const first = bag(list(params["messages"])[0]);
  return [params["system"], first["role"], first["content"]];
}
