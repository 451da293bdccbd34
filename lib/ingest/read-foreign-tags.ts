import { hideSecrets } from "./hide-secrets.ts";
import type { AttributeValue, Attributes } from "./decoded-span.ts";
import { mayKeep } from "./keep-attributes.ts";
import { asText, parseJson, scalar } from "./read-attributes.ts";
import { storable } from "./storable-text.ts";

const MOST_TAGS = 32;
const LONGEST_NAME = 128;
const LONGEST_VALUE = 200;

/** What stands before a name that the application chose, by emitter: OpenLLMetry, Vercel's AI SDK, Langfuse. */
const PREFIXES = ["traceloop.association.properties.", "ai.telemetry.metadata.", "langfuse.trace.metadata."] as const;
/** Lists of words, which OpenInference, logfire and Langfuse call tags. */
const WORDS = ["tag.tags", "langfuse.trace.tags", "logfire.tags"] as const;

/**
 * What an application said of its tasks by another instrumentation's means, as tags: short, bounded, and never what is named like
 * content or a secret. A word alone is a tag that is `true`; one such as `tier:gold` has a name and a value.
 */
export function readForeignTags(attributes: Attributes): [string, string][] {
  const tags: [string, string][] = [];
  const add = (key: string, name: string, value: AttributeValue | undefined): void => {
    const text = asText(value, LONGEST_VALUE + 1);
    if (tags.length >= MOST_TAGS || text === null || text.length > LONGEST_VALUE) return;
    if (name !== "" && name !== "__proto__" && name.length <= LONGEST_NAME && mayKeep(key))
      tags.push([storable(name, LONGEST_NAME), hideSecrets(text)]);
  };
  attributes.forEach((value, key) => {
    const prefix = mayBegin(key) ? PREFIXES.find((known) => key.startsWith(known)) : undefined;
    if (prefix !== undefined) add(key, key.slice(prefix.length), value);
  });
  const metadata = attributes.has("openinference.span.kind") ? parseJson(attributes.get("metadata")) : null;
  if (typeof metadata === "object" && metadata !== null && !Array.isArray(metadata)) {
    for (const [name, value] of Object.entries(metadata)) add(`metadata.${name}`, name, scalar(value));
  }
  for (const list of WORDS) {
    if (!attributes.has(list)) continue;
    for (const word of wordsOf(attributes.get(list))) {
      const [name = "", ...rest] = word.split(":");
      add(name.trim(), name.trim(), rest.length === 0 ? "true" : rest.join(":").trim());
    }
  }
  return tags;
}

/** Most names of a span begin otherwise: one look at a letter spares them the rest. */
function mayBegin(key: string): boolean {
  const first = key.charCodeAt(0);
  return first === 116 || first === 97 || first === 108;
}

/** A list, or its JSON text. */
function wordsOf(value: AttributeValue | undefined): string[] {
  const list: unknown = Array.isArray(value) ? value : parseJson(value);
  return Array.isArray(list) ? list.filter((word) => typeof word === "string") : [];
}
