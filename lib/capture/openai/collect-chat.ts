import type { Collector, Keeps, ReplyFacts, SeenTool } from "../api.ts";
import { joinChoices } from "./read-chat-reply.ts";
import type { ChoiceFacts } from "./read-chat-reply.ts";

interface ToolDelta {
  readonly index?: number;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null };
  readonly custom?: { readonly name?: string | null; readonly input?: string | null };
}

interface Delta {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly reasoning?: string | null;
  readonly reasoning_content?: string | null;
  readonly audio?: unknown;
  readonly images?: unknown;
  readonly tool_calls?: readonly ToolDelta[] | null;
  readonly function_call?: { readonly name?: string; readonly arguments?: string } | null;
}

interface ChunkChoice {
  readonly index?: number;
  readonly delta?: Delta;
  /** In place of a delta in the older completions API. */
  readonly text?: string;
  readonly finish_reason?: string | null;
}

interface Chunk {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly service_tier?: unknown;
  readonly usage?: unknown;
  readonly choices?: readonly ChunkChoice[];
}

interface OpenTool {
  id: string | null;
  index: number | null;
  name: string;
  raw: string;
  custom: boolean;
}

interface OpenChoice {
  finish: string | null;
  content: string | null;
  /** Kept only where content is. */
  reasoning: string;
  refusal: string;
  refused: boolean;
  hasOther: boolean;
  readonly tools: OpenTool[];
}

/** Gathers a streamed chat completion; text is kept only when it is wanted, or has to be checked as JSON. */
export class ChatCollector implements Collector {
  readonly #keeps: Keeps;
  readonly #choices: OpenChoice[] = [];
  #id: unknown = null;
  #model: unknown = null;
  #serviceTier: unknown = null;
  #usage: unknown = null;
  #chars = 0;

  constructor(keeps: Keeps) {
    this.#keeps = keeps;
  }

  take(event: unknown): boolean {
    // The SDK parsed this chunk; fields are checked where they are used.
    const chunk = event as Chunk | null;
    if (typeof chunk !== "object" || chunk === null) return false;
    this.#takeHead(chunk);
    const before = this.#chars;
    let other = false;
    for (const entry of chunk.choices ?? []) if (this.#takeChoice(entry)) other = true;
    return other || this.#chars > before;
  }

  #takeHead(chunk: Chunk): void {
    if (chunk.id) this.#id = chunk.id;
    if (chunk.model) this.#model = chunk.model;
    if (chunk.service_tier) this.#serviceTier = chunk.service_tier;
    if (chunk.usage) this.#usage = chunk.usage;
  }

  #takeChoice(entry: ChunkChoice): boolean {
    const choice = this.#choice(entry.index ?? 0);
    if (entry.finish_reason) choice.finish = entry.finish_reason;
    if (entry.delta) return this.#takeDelta(choice, entry.delta);
    return entry.text ? this.#takeDelta(choice, { content: entry.text }) : false;
  }

  /** True when the delta carried content that has no characters to count. */
  #takeDelta(choice: OpenChoice, delta: Delta): boolean {
    if (typeof delta.content === "string" && delta.content !== "") {
      this.#chars += delta.content.length;
      choice.content = this.#keeps === "length" ? "…" : (choice.content ?? "") + delta.content;
    }
    this.#takeAside(choice, delta.refusal, delta.reasoning ?? delta.reasoning_content);
    if (delta.tool_calls || delta.function_call) this.#takeTools(choice, delta);
    if (!delta.audio && !delta.images) return false;
    choice.hasOther = true;
    return true;
  }

  /** What is said beside the answer. */
  #takeAside(choice: OpenChoice, refusal: Delta["refusal"], reasoning: Delta["reasoning"]): void {
    if (refusal) {
      this.#chars += refusal.length;
      choice.refused = true;
      if (this.#keeps === "content") choice.refusal += refusal;
    }
    if (!reasoning) return;
    this.#chars += reasoning.length;
    if (this.#keeps === "content") choice.reasoning += reasoning;
  }

  #takeTools(choice: OpenChoice, delta: Delta): void {
    for (const call of delta.tool_calls ?? []) this.#takeTool(choice, call);
    if (delta.function_call) this.#takeTool(choice, { index: 0, function: delta.function_call });
  }

  #takeTool(choice: OpenChoice, delta: ToolDelta): void {
    const part = delta.function ?? delta.custom;
    const tool = openTool(choice.tools, delta);
    if (delta.custom) tool.custom = true;
    const name = part?.name ?? "";
    // Sent once by OpenAI; some servers repeat it whole, others cut it in pieces.
    if (name !== "" && name !== tool.name) tool.name += name;
    const args = delta.function?.arguments ?? delta.custom?.input ?? "";
    if (typeof args !== "string") return;
    tool.raw += args;
    this.#chars += args.length + name.length;
  }

  #choice(index: number): OpenChoice {
    const known = this.#choices[index];
    if (known) return known;
    const kept = { content: null, reasoning: "", refusal: "" };
    const fresh: OpenChoice = { finish: null, ...kept, refused: false, hasOther: false, tools: [] };
    this.#choices[index] = fresh;
    return fresh;
  }

  reply(): ReplyFacts {
    const choices: ChoiceFacts[] = [];
    // forEach leaves out the holes that an unusual choice index makes.
    this.#choices.forEach((choice) => choices.push({ ...choice, tools: choice.tools.map(seen) }));
    const head = { id: this.#id, model: this.#model, serviceTier: this.#serviceTier, usage: this.#usage };
    const complete = choices.length > 0 && choices.every((choice) => choice.finish !== null);
    return { ...joinChoices(head, choices), complete, outputChars: this.#chars };
  }

  body(): unknown {
    const choices: unknown[] = [];
    this.#choices.forEach(({ finish, content, reasoning, refusal, tools }) => {
      const message = { role: "assistant", content, reasoning, refusal, tool_calls: tools.map(asCall) };
      choices.push({ finish_reason: finish, message });
    });
    return { choices };
  }
}

function seen(tool: OpenTool): SeenTool {
  return { name: tool.name, kind: tool.custom ? "custom" : "function", raw: tool.raw };
}

function asCall({ id, name, raw, custom }: OpenTool): unknown {
  return custom ? { id, custom: { name, input: raw } } : { id, function: { name, arguments: raw } };
}

/** Finds the call a delta continues: by index, unless a new id says that a new call began under it. */
function openTool(tools: OpenTool[], delta: ToolDelta): OpenTool {
  const index = typeof delta.index === "number" ? delta.index : null;
  const id = delta.id ? delta.id : null;
  for (let at = tools.length - 1; at >= 0; at -= 1) {
    const tool = tools[at];
    if (!tool || (index !== null && tool.index !== index)) continue;
    if (id !== null && tool.id !== null && tool.id !== id) break;
    tool.id ??= id;
    return tool;
  }
  const fresh: OpenTool = { id, index, name: "", raw: "", custom: false };
  tools.push(fresh);
  return fresh;
}
