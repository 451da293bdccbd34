import type { Collector, ReplyFacts } from "../api.ts";
import { bag } from "../peek.ts";
import { readResponsesReply } from "./read-responses-reply.ts";

interface ResponseEvent {
  readonly type?: string;
  readonly response?: unknown;
  readonly item?: unknown;
  readonly output_index?: number;
  readonly delta?: unknown;
}

const LAST: ReadonlySet<string> = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Gathers a streamed response. Its last event carries everything; until then finished items and counted deltas stand in. */
export class ResponsesCollector implements Collector {
  readonly #items: unknown[] = [];
  readonly #pieces: string[] = [];
  #begun: unknown = null;
  #last: unknown = null;
  #chars = 0;

  take(event: unknown): boolean {
    // The SDK parsed this event; fields are checked where they are used.
    const { type, delta, response, item, output_index: index } = event as ResponseEvent;
    if (typeof delta === "string") {
      this.#chars += delta.length;
      if (type === "response.function_call_arguments.delta" && typeof index === "number") {
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

  reply(): ReplyFacts {
    const complete = this.#last !== null;
    const output: unknown[] = [];
    this.#items.forEach((item, index) => {
      const raw = this.#pieces[index];
      const unfinished = bag(item)["arguments"] === "" && raw !== undefined;
      output.push(unfinished ? { ...bag(item), arguments: raw } : item);
    });
    const whole = bag(this.#last ?? this.#begun);
    const carried = Array.isArray(whole["output"]) && whole["output"].length > 0;
    const facts = readResponsesReply(carried ? whole : { ...whole, output });
    const begun = complete ? {} : { finishReasons: [], hasContent: this.#chars > 0 };
    return { ...facts, ...begun, complete, outputChars: this.#chars };
  }
}
