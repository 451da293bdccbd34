import { hash } from "node:crypto";
import type { AttributeValue, Attributes, DecodedSpan } from "./decoded-span.ts";

const resources = new WeakMap<Attributes, string>();

/**
 * Half a SHA-256 (32 hex digits) over everything a span says, in an order that does not depend on the sender's. Its
 * resource, scope and key are part of it: they too decide what is stored. Text holds no NUL, so NUL can separate.
 */
export function hashContent(span: DecodedSpan, key: string): string {
  const parts = [key, span.origin.scope, canonicalResource(span.origin.resource), span.name, span.kind];
  parts.push(span.parentSpanId, span.startUs, span.endUs, span.statusCode, span.statusMessage);
  let text = `${parts.join("\0")}\0${canonical(span.attributes)}`;
  for (const event of span.events) text += `\0\0${event.name}\0${event.timeUs}\0${canonical(event.attributes)}`;
  return hash("sha256", text, "hex").slice(0, 32);
}

function canonicalResource(resource: Attributes): string {
  const known = resources.get(resource);
  if (known !== undefined) return known;
  const text = canonical(resource);
  resources.set(resource, text);
  return text;
}

function canonical(attributes: Attributes): string {
  if (attributes.size === 0) return "";
  // One list put together at once: a text that grows piece by piece is a tree of pieces, most of the garbage of a span.
  const parts: string[] = [];
  for (const key of sortedKeys(attributes)) parts.push(key, canonicalValue(attributes.get(key) ?? null));
  return `${parts.join("\0")}\0`;
}

/** The last keys of each number, as they came and sorted: an emitter's spans mostly bring the same ones in the same order. */
const lastKeys: (readonly [came: readonly string[], sorted: readonly string[]] | undefined)[] = [];
const MOST_KEPT = 64;

function sortedKeys(attributes: Attributes): readonly string[] {
  const known = lastKeys[attributes.size];
  if (known !== undefined && isInOrder(attributes, known[0])) return known[1];
  const came = [...attributes.keys()];
  const sorted = came.toSorted();
  if (came.length <= MOST_KEPT) lastKeys[came.length] = [came, sorted];
  return sorted;
}

function isInOrder(attributes: Attributes, keys: readonly string[]): boolean {
  let at = 0;
  let same = true;
  attributes.forEach((_, key) => {
    if (key !== keys[at++]) same = false;
  });
  return same;
}

/** Marked by type, so that the text `1` and the number 1 differ. A list and a map end in a mark that no text holds. */
function canonicalValue(value: AttributeValue): string {
  if (typeof value === "string") return `s${value}`;
  if (value === null) return "n";
  if (typeof value === "object") {
    if (value instanceof Map) return `m${canonical(value)}\0)`;
    // Array.isArray does not narrow a readonly union; what is neither text, null nor Map is a list.
    return `l${(value as readonly AttributeValue[]).map(canonicalValue).join("\0,")}\0)`;
  }
  return `${typeof value === "boolean" ? "b" : "d"}${String(value)}`;
}
