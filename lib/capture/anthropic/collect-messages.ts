import type { Collector, Keeps, ReplyFacts } from "../api.ts";
import { bag } from "../peek.ts";
import type { Bag } from "../peek.ts";
import { joinBlocks } from "./read-messages-reply.ts";
import { mergeUsage } from "./read-usage.ts";

interface MessageEvent {
  readonly type?: string;
  readonly index?: number;
  readonly message?: Bag;
  readonly content_block?: Bag;
  readonly delta?: {
    readonly type?: string;
    readonly text?: string;
    readonly thinking?: string;
    readonly partial_json?: string;
    readonly stop_reason?: unknown;
  };
  readonly usage?: unknown;
}

interface OpenBlock {
  readonly block: Bag;
  text: string;
  /** Kept only where content is. */
  thinking: string;
  raw: string | null;
}

/** Gathers a streamed message: tool input by block index, usage merged field by field over both events that carry it. */
export class MessagesCollector implements Collector {
  readonly #keeps: Keeps;
  readonly #blocks: OpenBlock[] = [];
  #head: Bag = {};
  #usage: Bag | null = null;
  #stop: unknown = null;
  #done = false;
  #chars = 0;

  constructor(keeps: Keeps) {
    this.#keeps = keeps;
  }

  take(event: unknown): boolean {
    // The SDK parsed this event; fields are checked where they are used.
    const { type, index, delta, content_block: block, message, usage } = event as MessageEvent;
    if (type === "content_block_delta") return this.#takeDelta(index ?? 0, delta);
    if (type === "content_block_start") {
      const start = bag(block);
      this.#blocks[index ?? 0] = {
        block: start,
        text: typeof start["text"] === "string" ? start["text"] : "",
        thinking: "",
        raw: null,
      };
      return start["type"] === "tool_use";
    }
    if (type === "message_start") {
      this.#head = bag(message);
      this.#usage = mergeUsage(null, this.#head["usage"]);
    } else if (type === "message_delta") {
      this.#stop = delta?.stop_reason ?? this.#stop;
      if (usage) this.#usage = mergeUsage(this.#usage, usage);
    } else if (type === "message_stop") {
      this.#done = true;
    }
    return false;
  }

  #takeDelta(index: number, delta: MessageEvent["delta"]): boolean {
    const open = this.#blocks[index];
    if (!delta || !open) return false;
    const { text, thinking, partial_json: json } = delta;
    if (typeof json === "string") open.raw = (open.raw ?? "") + json;
    if (typeof text === "string" && text !== "") open.text = this.#keeps === "length" ? "…" : open.text + text;
    if (this.#keeps === "content") think(open, thinking);
    const length = (text ?? thinking ?? json ?? "").length;
    this.#chars += length;
    return length > 0;
  }

  reply(): ReplyFacts {
    const blocks: { block: Bag; raw: string | null }[] = [];
    // forEach leaves out the holes that an unusual block index makes.
    this.#blocks.forEach(({ block, text, raw }) => {
      blocks.push({ block: block["type"] === "text" ? { ...block, text } : block, raw });
    });
    const head = { ...this.#head, stop_reason: this.#stop ?? this.#head["stop_reason"], usage: this.#usage };
    return { ...joinBlocks(head, blocks), complete: this.#done, outputChars: this.#chars };
  }

  body(): unknown {
    const content: Bag[] = [];
    this.#blocks.forEach(({ block, text, thinking, raw }) => {
      const { type } = block;
      if (type === "text") content.push({ ...block, text });
      else
        content.push(
          type === "thinking"
            ? { ...block, thinking }
            : { ...block, input: raw === null || raw === "" ? block["input"] : raw },
        );
    });
    return { content, stop_reason: this.#stop ?? this.#head["stop_reason"] };
  }
}

function think(open: OpenBlock, thought = ""): void {
  open.thinking += thought;
}
