import { hash } from "node:crypto";

import { Ajv } from "ajv";
import type { ErrorObject, Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";

import { guardPattern } from "./guard-pattern.ts";
import { normaliseSchema, SchemaUnusable } from "./normalise-schema.ts";

/** A schema ready to judge values; `errors` is empty for a valid one. */
export interface CompiledSchema {
  errors(value: unknown): readonly ErrorObject[];
}

const MAX_SCHEMA_CHARS = 256 * 1024;
const MAX_CACHED = 500;
/** Shorter schemas are found by their own text: looking it up costs less than hashing it. */
const MAX_KEY_CHARS = 4096;

const OPTIONS: Options = {
  strict: false,
  validateSchema: false,
  // JSON Schema 2020-12 makes `format` an annotation: a date in an odd form is no invalid call.
  validateFormats: false,
  allErrors: true,
  logger: false,
  addUsedSchema: false,
  ownProperties: true,
  code: { regExp: Object.assign(guardPattern, { code: "guardPattern" }) },
};

type Dialect = "draft-07" | "2019-09" | "2020-12";

/** Compiled schemas by their text or its hash, the least recently used first; null for those that cannot be used. */
const cache = new Map<string, CompiledSchema | null>();

/** Compiles a schema as it came over the wire; null when it cannot be used. Never throws. */
export function compileSchema(schema: unknown): CompiledSchema | null {
  const source = serialise(schema);
  if (source === null) return null;
  const key = source.length <= MAX_KEY_CHARS ? source : hash("sha256", source, "base64");
  const known = cache.get(key);
  if (known !== undefined) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const compiled = compile(source);
  cache.set(key, compiled);
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value ?? "");
  return compiled;
}

function serialise(schema: unknown): string | null {
  try {
    const source = JSON.stringify(schema) as string | undefined;
    return source === undefined || source.length > MAX_SCHEMA_CHARS ? null : source;
  } catch {
    return null;
  }
}

function compile(source: string): CompiledSchema | null {
  try {
    const schema = JSON.parse(source) as unknown;
    const dialect = dialectOf(schema);
    const clean = normaliseSchema(schema, dialect === "2020-12" ? "prefixItems" : "items");
    // An instance each: nothing of one schema can be seen by another, and dropping it frees everything.
    const validate = newAjv(dialect).compile(clean);
    return { errors: (value) => (validate(value) ? [] : (validate.errors ?? [])) };
  } catch (error) {
    if (error instanceof SchemaUnusable) return null;
    // Ajv refuses with errors of many kinds (unresolvable $ref, odd keywords): none of them is the model's.
    return null;
  }
}

function dialectOf(schema: unknown): Dialect {
  const named = typeof schema === "object" && schema !== null && "$schema" in schema ? schema.$schema : undefined;
  if (typeof named !== "string") return "2020-12";
  if (/draft-0?[3-7]/.test(named)) return "draft-07";
  return named.includes("2019-09") ? "2019-09" : "2020-12";
}

function newAjv(dialect: Dialect): Ajv | Ajv2019 | Ajv2020 {
  switch (dialect) {
    case "draft-07":
      return new Ajv(OPTIONS);
    case "2019-09":
      return new Ajv2019(OPTIONS);
    case "2020-12":
      return new Ajv2020(OPTIONS);
  }
}
