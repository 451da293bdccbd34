import { bag, list } from "#lib/domain/peek.ts";
import type { Bag } from "#lib/domain/peek.ts";

/** Schema nodes looked at in one value; a value that needs more is not counted. */
const MAX_STEPS = 2000;
const MAX_DEPTH = 32;
/** Of a long list the first entries speak for the rest. */
const MAX_ENTRIES = 32;

export interface OptionalCount {
  readonly offered: number;
  readonly filled: number;
}

/**
 * Counts the optional properties that a schema offers for a value, and those the value fills: at the top, and within every
 * object that is there. Optional is what is not required, or, as strict schemas have to say it, required and nullable;
 * null is not filled. Null when the schema is too large to walk.
 */
export function countOptional(schema: unknown, value: unknown): OptionalCount | null {
  const walk = new Walk(schema);
  walk.visit(schema, value, 0);
  return walk.steps > MAX_STEPS ? null : { offered: walk.offered, filled: walk.filled };
}

class Walk {
  readonly #root: unknown;
  steps = 0;
  offered = 0;
  filled = 0;

  constructor(root: unknown) {
    this.#root = root;
  }

  visit(schema: unknown, value: unknown, depth: number): void {
    this.steps += 1;
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH || this.steps > MAX_STEPS) return;
    const node = this.#resolve(schema);
    for (const part of list(node["allOf"])) this.visit(part, value, depth + 1);
    const branch = this.#branch(node, value);
    if (branch !== null) this.visit(branch, value, depth + 1);
    if (Array.isArray(value)) {
      for (const entry of value.slice(0, MAX_ENTRIES)) this.visit(node["items"], entry, depth + 1);
    } else {
      this.#visitProperties(node, bag(value), depth);
    }
  }

  #visitProperties(node: Bag, value: Bag, depth: number): void {
    const properties = bag(node["properties"]);
    const required = list(node["required"]);
    for (const name of Object.keys(properties)) {
      this.steps += 1;
      const own = Object.hasOwn(value, name) ? value[name] : undefined;
      const there = own !== undefined && own !== null;
      if (!required.includes(name) || this.#isNullable(properties[name])) {
        this.offered += 1;
        if (there) this.filled += 1;
      }
      if (there) this.visit(properties[name], own, depth + 1);
    }
  }

  #isNullable(schema: unknown): boolean {
    this.steps += 1;
    const { type, nullable, anyOf, oneOf } = this.#resolve(schema);
    const isNull = (branch: unknown): boolean => bag(branch)["type"] === "null";
    return (
      type === "null" ||
      list(type).includes("null") ||
      nullable === true ||
      [...list(anyOf), ...list(oneOf)].some(isNull)
    );
  }

  /** The branch of a choice that the value's own names fit best. */
  #branch(node: Bag, value: object): unknown {
    let best: unknown = null;
    let most = -1;
    for (const branch of [...list(node["anyOf"]), ...list(node["oneOf"])]) {
      this.steps += 1;
      const { properties, items } = this.#resolve(branch);
      const known = bag(properties);
      const fits = Array.isArray(value)
        ? Number(items !== undefined)
        : Object.keys(value).filter((name) => Object.hasOwn(known, name)).length;
      if ((properties !== undefined || items !== undefined) && fits > most) [best, most] = [branch, fits];
    }
    return best;
  }

  /** Follows references within the schema. */
  #resolve(schema: unknown): Bag {
    let node = bag(schema);
    for (let hops = 0; typeof node["$ref"] === "string" && hops < 8; hops += 1) {
      this.steps += 1;
      const path = node["$ref"];
      if (!path.startsWith("#")) return {};
      let at: unknown = this.#root;
      for (const part of path.split("/").slice(1)) {
        const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
        at = Object.hasOwn(bag(at), name) ? bag(at)[name] : undefined;
      }
      node = bag(at);
    }
    return node;
  }
}
