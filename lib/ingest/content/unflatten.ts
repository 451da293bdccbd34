import type { AttributeValue, Attributes } from "../decoded-span.ts";

const MOST_DEPTH = 8;
const MOST_PLACE = 4096;

type Node = Map<string, Node | AttributeValue>;

/** The value that attributes tell with its places and fields in their names, such as `gen_ai.prompt.0.role`; null where none has the prefix. */
export function unflatten(attributes: Attributes, prefix: string): unknown {
  const root: Node = new Map();
  for (const [key, value] of attributes) {
    if (key.startsWith(prefix)) put(root, key.slice(prefix.length).split("."), value);
  }
  return root.size === 0 ? null : settle(root);
}

function put(root: Node, path: readonly string[], value: AttributeValue): void {
  const last = path.at(-1);
  if (last === undefined || path.length > MOST_DEPTH) return;
  let node = root;
  for (const step of path.slice(0, -1)) {
    const inner = node.get(step) ?? new Map<string, Node>();
    if (!(inner instanceof Map)) return;
    node.set(step, inner);
    node = inner as Node;
  }
  node.set(last, value);
}

/** A node whose names are all places is a list, in their order. */
function settle(node: Node | AttributeValue): unknown {
  if (!(node instanceof Map)) return plainValue(node);
  const entries = [...node].map(([key, value]) => [key, settle(value)] as const);
  const isList = entries.every(([key]) => /^\d{1,4}$/.test(key) && Number(key) <= MOST_PLACE);
  if (!isList) return Object.fromEntries(entries);
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
}

/** An attribute's value as plain JSON: maps as objects, numbers too great for JSON as text. Null where it is absent. */
export function plainValue(value: AttributeValue | undefined): unknown {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object") return value;
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, inner]: [string, AttributeValue]) => [key, plainValue(inner)]));
  // Array.isArray does not narrow a readonly union; what is neither text, null nor Map is a list.
  return (value as readonly AttributeValue[]).map(plainValue);
}
