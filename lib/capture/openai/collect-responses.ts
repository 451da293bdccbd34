import type { Collector, Keeps, ReplyFacts } from "../api.ts";
import { bag, list } from "../peek.ts";
import type { Bag } from "../peek.ts";
import { readResponsesReply } from "./read-responses-reply.ts";

interface ResponseEvent {
  readonly type?: string;
  readonly response?: unknown;
  readonly item?: unknown;
  readonly output_index?: number;
  readonly delta?: unknown;
}

const LAST: ReadonlySet<string> = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Events that carry text of an answer. */
const TEXT: ReadonlySet<string> = new Set(["response.output_text.delta", "response.refusal.delta"]);

/** Gathers a streamed response. Its last event carries everything; until then finished items and counted deltas stand in. */
export class ResponsesCollector implements Collector {
  readonly #items: unknown[] = [];
  readonly #keeps: Keeps;
  readonly #pieces: string[] = [];
  #begun: unknown = null;
  #last: unknown = null;
  #chars = 0;

  constructor(keeps: Keeps) {
    this.#keeps = keeps;
  }

  take(event: unknown): boolean {
    // The SDK parsed this event; fields are checked where they are used.
    const { type, delta, response, item, output_index: index } = event as ResponseEvent;
    if (typeof delta === "string") {
      this.#chars += delta.length;
      if (this.#wants(type) && typeof index === "number") {
        this.#pieces[index] = (this.#pieces[index] ?? "") + delta;
      }
      return delta !== "" && type !== "response.audio.delta";
    }
    if (type === undefined) return false;
    if (response !== undefined) {
      this.#begun ??= response;
      if (LAST.has(type)) this.#last = response;
    } else if (item !== undefined && typeof index === "number") {
      this.#items[index] = item;
    }
    return false;
  }

  #wants(type: string | undefined): boolean {
    if (type === "response.function_call_arguments.delta") return true;
    return this.#keeps === "content" && TEXT.has(type ?? "");
  }

  reply(): ReplyFacts {
    const complete = this.#last !== null;
    const facts = readResponsesReply(this.body());
    const begun = complete ? {} : { finishReasons: [], hasContent: this.#chars > 0 };
    return { ...facts, ...begun, complete, outputChars: this.#chars };
  }

  body(): unknown {
    const whole = bag(this.#last ?? this.#begun);
    if (Array.isArray(whole["output"]) && whole["output"].length > 0) return whole;
    const output: unknown[] = [];
    this.#items.forEach((item, index) => output.push(finishItem(bag(item), this.#pieces[index])));
    return { ...whole, output };
  }
}

/** An item as far as it came: what had arrived of its arguments or its text. */
function finishItem(item: Bag, pieces: string | undefined): Bag {
  if (pieces === undefined) return item;
  if (item["arguments"] === "") return { ...item, arguments: pieces };
  const begun = item["type"] === "message" && list(item["content"]).length === 0;
  return begun ? { ...item, content: [{ type: "output_text", text: pieces }] } : item;
}
