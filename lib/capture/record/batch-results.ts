import { MESSAGES } from "../anthropic/apis.ts";
import { plainRequest } from "../api.ts";
import type { Api } from "../api.ts";
import { CHAT, COMPLETIONS, EMBEDDINGS, RESPONSES } from "../openai/apis.ts";
import { IMAGES, MODERATIONS } from "../openai/media-apis.ts";
import { bag, list, numeric, text } from "../peek.ts";
import type { Bag } from "../peek.ts";
import { remember } from "./background-responses.ts";
import { describeCall } from "./describe-call.ts";
import type { KeyedHash } from "./keyed-hash.ts";
import { OpenCall } from "./open-call.ts";
import type { CallOrigin, Ending } from "./open-call.ts";
import { idsOf } from "./trace-context.ts";

/** What is known of a batch: when it ran, and the task that made it. */
interface Batch {
  readonly task: CallOrigin["task"];
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/** What a failed answer's type would have been as an HTTP status of its own. */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: 529,
};

/** One answer of a batch. */
interface Item {
  readonly api: Api;
  readonly params: Bag;
  /** Names it whoever reads it, however often. */
  readonly id: string;
  readonly ending: Ending;
  readonly createdMs: number | null;
}

/** Records the answers of batches as calls at batch price, one each however often they are read. */
export class BatchResults {
  /** By the batch's id, and by those of its files of results. */
  readonly #known = new Map<string, Batch>();
  #waiting: { readonly line: unknown; readonly from: OpenCall }[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes an answer as it was read; it is looked at later, off the reader's path. */
  add(line: unknown, from: OpenCall): void {
    this.#waiting.push({ line, from });
  }

  /** The records of the next answers, at most so many. */
  describe(limit: number, hash: KeyedHash): string[] {
    const now = this.#waiting.slice(0, limit);
    this.#waiting = this.#waiting.slice(limit);
    return now.flatMap(({ line, from }) => this.#describe(line, from, hash));
  }

  /** Learns of a batch from an answer of the API that shows one. */
  learn(call: OpenCall): void {
    const body = bag(call.ending?.kind === "reply" ? call.ending.body : null);
    const id = text(body["id"]);
    if (id === null) return;
    const created = call.api.aside === "batch_created";
    const known: Batch = {
      task: this.#known.get(id)?.task ?? (created ? call.origin.task : null),
      startMs: timeOf(body["created_at"]),
      endMs: timeOf(body["ended_at"] ?? body["completed_at"]),
    };
    for (const name of [id, text(body["output_file_id"]), text(body["error_file_id"])]) {
      if (name !== null) remember(this.#known, name, known);
    }
  }

  #describe(line: unknown, from: OpenCall, hash: KeyedHash): string[] {
    const item = readItem(line, from);
    if (item === null) return [];
    const batch = this.#known.get(text(from.params["id"]) ?? "");
    const startMs = item.createdMs ?? batch?.startMs ?? from.startMs;
    const origin: CallOrigin = {
      ...from.origin,
      context: idsOf(`${item.api.family} batch ${item.id}`),
      parentSpanId: null,
      // Whoever reads the answers may be another task each time; who ordered them is one.
      task: batch?.task ?? null,
    };
    const { api, params } = item;
    const call = new OpenCall({ api, params, origin, startMs, content: from.content, onEnd: () => undefined });
    call.ending = item.ending;
    call.endMs = Math.max(startMs, batch?.endMs ?? startMs);
    return describeCall(call, hash);
  }
}

/** Epoch milliseconds of seconds or of an ISO date. */
function timeOf(value: unknown): number | null {
  if (typeof value === "number") return value * 1000;
  const time = Date.parse(text(value) ?? "");
  return Number.isNaN(time) ? null : time;
}

function readItem(line: unknown, from: OpenCall): Item | null {
  const parsed = bag(typeof line === "string" ? parse(line) : line);
  return from.api.family === "openai" ? readOpenAi(parsed) : readAnthropic(parsed, from);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** A line without a response never reached a model: it expired, or the batch was cancelled. */
function readOpenAi(line: Bag): Item | null {
  const response = bag(line["response"]);
  const status = numeric(response["status_code"]);
  const body = bag(response["body"]);
  const id = text(body["id"]) ?? text(line["id"]);
  if (status === null || id === null) return null;
  const failed = status >= 400;
  const api = atBatchPrice(findApi(body), body);
  const ending: Ending = failed ? { kind: "error", error: { status, error: body["error"] } } : { kind: "reply", body };
  return { api, params: body, id, ending, createdMs: timeOf(numeric(body["created"] ?? body["created_at"])) };
}

function readAnthropic(line: Bag, from: OpenCall): Item | null {
  const result = bag(line["result"]);
  const message = bag(result["message"]);
  const order = `${text(from.params["id"]) ?? ""} ${text(line["custom_id"]) ?? ""}`;
  const id = text(message["id"]) ?? order;
  if (result["type"] === "succeeded") {
    const api = atBatchPrice(MESSAGES, message);
    return { api, params: message, id, ending: { kind: "reply", body: message }, createdMs: null };
  }
  if (result["type"] !== "errored") return null;
  const type = text(bag(bag(result["error"])["error"])["type"]) ?? "";
  const ending: Ending = { kind: "error", error: { status: STATUS[type] ?? 500, error: result["error"] } };
  return { api: atBatchPrice(MESSAGES, message), params: message, id, ending, createdMs: null };
}

function findApi(body: Bag): Api {
  const { object } = body;
  if (object === "response") return RESPONSES;
  if (object === "text_completion") return COMPLETIONS;
  if (object === "list") return EMBEDDINGS;
  if (Array.isArray(body["results"])) return MODERATIONS;
  return object === undefined && list(body["data"]).length > 0 ? IMAGES : CHAT;
}

/** The same API with what is known of a batch's requests: the answer alone, and its price. */
function atBatchPrice(api: Api, body: Bag): Api {
  return {
    ...api,
    uploads: true,
    inputChars: () => null,
    readRequest: () => ({ ...(api === RESPONSES ? api.readRequest(body) : plainRequest(null)), prefix: null }),
    readReply: (reply) => ({ ...api.readReply(reply), serviceTier: "batch" }),
  };
}
