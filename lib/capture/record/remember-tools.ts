import { compileSchema } from "#lib/verdict/compile-schema.ts";
import type { CompiledSchema } from "#lib/verdict/compile-schema.ts";

import type { KeyedHash } from "./keyed-hash.ts";

/** What is worked out of a request's tool definitions once, for every request that shows the same. */
export class RememberedTools {
  readonly text: string;
  readonly by: KeyedHash;
  readonly hash: string;
  readonly #schemas = new Map<unknown, CompiledSchema | null>();

  constructor(text: string, by: KeyedHash) {
    this.text = text;
    this.by = by;
    this.hash = by.of(text);
  }

  /** A schema of one of these tools, ready to judge; null when it cannot be used. */
  schema(schema: unknown): CompiledSchema | null {
    const known = this.#schemas.get(schema);
    if (known !== undefined) return known;
    const compiled = compileSchema(schema);
    this.#schemas.set(schema, compiled);
    return compiled;
  }
}

const remembered = new WeakMap<object, RememberedTools>();

/**
 * Tool definitions by the object that an application sends again and again. It may have changed it meanwhile, so its text is
 * looked for in the request as it was sent, which costs a fraction of writing it anew.
 * @param sent the request on the wire; null when it is not known. @returns null when there are no tools.
 */
export function rememberTools(tools: unknown, sent: string | null, by: KeyedHash): RememberedTools | null {
  if (typeof tools !== "object" || tools === null) return null;
  const known = remembered.get(tools);
  if (known?.by === by && sent?.includes(known.text) === true) return known;
  const text = write(tools);
  if (text === null) return null;
  const fresh = new RememberedTools(text, by);
  remembered.set(tools, fresh);
  return fresh;
}

function write(tools: object): string | null {
  try {
    return JSON.stringify(tools);
  } catch {
    return null;
  }
}
