import type { Content, ContentMessage } from "#lib/domain/content.ts";
import type { AttributeValue, Attributes, DecodedEvent } from "../decoded-span.ts";
import { readMessages } from "./read-messages.ts";
import { textOf } from "./read-parts.ts";
import { plainValue, unflatten } from "./unflatten.ts";

/**
 * Every name under which content has been sent, the most telling first: the first that holds a message wins. A name that ends in a dot
 * begins the names of many attributes, with places and fields after it.
 */
const NAMES = {
  system: ["gen_ai.system_instructions"],
  input: [
    "gen_ai.input.messages",
    "gen_ai.prompt.",
    "llm.input_messages.",
    "ai.prompt.messages",
    "langfuse.observation.input",
    "gen_ai.prompt",
    "ai.prompt",
    "request_data",
    "input.value",
    "traceloop.entity.input",
    "llm.prompts",
  ],
  output: [
    "gen_ai.output.messages",
    "gen_ai.completion.",
    "llm.output_messages.",
    "langfuse.observation.output",
    "gen_ai.completion",
    "response_data",
    "output.value",
    "traceloop.entity.output",
  ],
  tools: ["gen_ai.tool.definitions", "ai.prompt.tools", "llm.request.functions.", "llm.tools."],
} as const;

/** Vercel writes the parts of an answer apart. */
const VERCEL = {
  reasoning: "ai.response.reasoning",
  text: "ai.response.text",
  object: "ai.response.object",
  toolCalls: "ai.response.toolCalls",
} as const;

/** What a call sent and got, by whichever convention it is told; null where no content was sent. */
export function readContent(attributes: Attributes, events: readonly DecodedEvent[]): Content | null {
  const told = readEvents(events);
  const system = find(attributes, NAMES.system, "system");
  const input = find(attributes, NAMES.input, "user");
  const output = find(attributes, NAMES.output, "assistant");
  const answer = output.length > 0 ? output : readVercel(attributes);
  const content = {
    input: [...system, ...(input.length > 0 ? input : told.input)],
    output: answer.length > 0 ? answer : told.output,
    tools: findTools(attributes),
  };
  return content.input.length + content.output.length === 0 ? null : content;
}

function find(attributes: Attributes, names: readonly string[], role: string): ContentMessage[] {
  for (const name of names) {
    const value = valueOf(attributes, name);
    const messages = value === null ? [] : readMessages(value, role);
    if (messages.length > 0) return messages;
  }
  return [];
}

function valueOf(attributes: Attributes, name: string): unknown {
  return name.endsWith(".") ? unflatten(attributes, name) : plainValue(attributes.get(name));
}

function findTools(attributes: Attributes): string | null {
  for (const name of NAMES.tools) {
    const value = valueOf(attributes, name);
    if (value !== null) return textOf(value);
  }
  return null;
}

function readVercel(attributes: Attributes): ContentMessage[] {
  const field = (name: string): unknown => plainValue(attributes.get(name));
  const [thought, text, calls] = [
    field(VERCEL.reasoning),
    field(VERCEL.text) ?? field(VERCEL.object),
    field(VERCEL.toolCalls),
  ];
  if (thought === null && text === null && calls === null) return [];
  const parts = [
    ...(typeof thought === "string" ? [{ type: "reasoning", text: thought }] : []),
    ...(text === null ? [] : [{ type: "text", text: textOf(text) }]),
    ...readMessages(calls, "assistant").flatMap((message) => message.parts),
  ];
  return readMessages([{ role: "assistant", parts }], "assistant");
}

const MESSAGE_EVENT = /^gen_ai\.(system|user|assistant|tool)\.message$/;

/** Whether an event tells of a message in the conventions up to 1.36. */
export function isMessageEvent(name: string): boolean {
  return name === "gen_ai.choice" || MESSAGE_EVENT.test(name);
}

/** Conventions up to 1.36 tell of messages in events of the span. */
function readEvents(events: readonly DecodedEvent[]): Pick<Content, "input" | "output"> {
  const input: ContentMessage[] = [];
  const output: ContentMessage[] = [];
  for (const { name, attributes } of events) {
    const role = MESSAGE_EVENT.exec(name)?.[1];
    if (role !== undefined) input.push(...readMessages([{ role, ...fieldsOf(attributes) }], role));
    else if (name === "gen_ai.choice") output.push(...readMessages(fieldsOf(attributes), "assistant"));
    else if (name === "gen_ai.content.prompt") input.push(...saidIn(attributes, "gen_ai.prompt", "user"));
    else if (name === "gen_ai.content.completion") output.push(...saidIn(attributes, "gen_ai.completion", "assistant"));
  }
  return { input, output };
}

function saidIn(attributes: Attributes, name: string, role: string): ContentMessage[] {
  return readMessages(plainValue(attributes.get(name)), role);
}

const JSON_FIELDS: ReadonlySet<string> = new Set(["message", "tool_calls"]);

/** Fields of an event, those that hold a value in JSON read. */
function fieldsOf(attributes: Attributes): Readonly<Record<string, unknown>> {
  const entries = [...attributes].map(([key, value]: [string, AttributeValue]) => {
    const plain = plainValue(value);
    return [key, JSON_FIELDS.has(key) ? parsed(plain) : plain] as const;
  });
  return Object.fromEntries(entries);
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
