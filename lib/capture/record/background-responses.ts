import { LastResponse } from "../asides.ts";
import { RESPONSES } from "../openai/apis.ts";
import { bag, numeric, text } from "../peek.ts";
import type { Bag } from "../peek.ts";
import { describeCall, readReply } from "./describe-call.ts";
import type { KeyedHash } from "./keyed-hash.ts";
import { OpenCall } from "./open-call.ts";
import { idsOf } from "./trace-context.ts";

const MAX_REMEMBERED = 1000;
const OVER: ReadonlySet<string> = new Set(["completed", "failed", "incomplete", "cancelled"]);

/**
 * Responses made in the background. Each is one span, written when it is begun and again, with a later end and its usage, when
 * somebody finds it done: of two spans with the same ids the later one counts. The ids follow from the response's, so that
 * another process may do the looking.
 */
export class BackgroundResponses {
  readonly #begun = new Map<string, OpenCall>();
  readonly #over = new Set<string>();

  /** The record of a call that began a response. */
  begin(call: OpenCall, hash: KeyedHash): string[] {
    const id = readReply(call)?.id ?? null;
    if (id === null) return describeCall(call, hash);
    // A call of nothing but a trace keeps its place there, since that alone says what it belongs to.
    const inTrace = call.origin.task === null && call.origin.parentSpanId !== null;
    if (!inTrace) call.origin = { ...call.origin, context: idsOf(`response ${id}`), parentSpanId: null };
    remember(this.#begun, id, call);
    return describeCall(call, hash);
  }

  /** The record of a response that somebody looked at; none when it says nothing new. */
  look(call: OpenCall, hash: KeyedHash): string[] {
    const body = bag(bodyOf(call));
    const id = text(body["id"]);
    if (id === null || body["background"] !== true || !OVER.has(text(body["status"]) ?? "")) return [];
    if (this.#over.has(id)) return [];
    if (this.#over.size >= MAX_REMEMBERED) this.#over.clear();
    this.#over.add(id);
    const begun = this.#begun.get(id);
    this.#begun.delete(id);
    return describeCall(finish(begun ?? elsewhere(call, id, body), body, call.endMs), hash);
  }
}

function bodyOf({ ending, collector }: OpenCall): unknown {
  if (collector instanceof LastResponse) return collector.response;
  return ending?.kind === "reply" ? ending.body : null;
}

/** A response that another process began: it repeats much of its request. */
function elsewhere(look: OpenCall, id: string, body: Bag): OpenCall {
  const created = numeric(body["created_at"]);
  const api = { ...RESPONSES, uploads: true, inputChars: () => null } as const;
  const origin = { ...look.origin, context: idsOf(`response ${id}`), parentSpanId: null };
  const startMs = created === null ? look.startMs : created * 1000;
  return new OpenCall({ api, params: body, origin, startMs, content: look.content, onEnd: () => undefined });
}

function finish(call: OpenCall, body: Bag, seenMs: number): OpenCall {
  const completed = numeric(body["completed_at"]);
  // Whole seconds, rounded down: the end must not lie before that of the record it replaces.
  const end = completed === null ? seenMs : Math.min(seenMs, completed * 1000 + 999);
  call.ending = { kind: "reply", body };
  call.endMs = Math.max(call.endMs + 1, call.startMs, end);
  call.collector = null;
  return call;
}

/** Adds to a map of bounded size; the oldest entry makes room. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  const [oldest] = map.keys();
  if (map.size >= MAX_REMEMBERED && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
