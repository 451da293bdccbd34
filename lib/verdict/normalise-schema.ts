/** Thrown for a schema that cannot be used to judge anything: never the model's fault. */
export class SchemaUnusable extends Error {
  override readonly name = "SchemaUnusable";
}

const MAX_DEPTH = 64;
const SCHEMA_FIELDS: ReadonlySet<string> = new Set([
  "additionalItems",
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
const SCHEMA_LISTS: ReadonlySet<string> = new Set(["allOf", "anyOf", "items", "oneOf", "prefixItems"]);
const SCHEMA_MAPS: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);
/** Identifiers would collide between schemas; the dialect is chosen before. */
const DROPPED: ReadonlySet<string> = new Set(["$schema", "$id", "id", "__proto__"]);
const TYPES: ReadonlySet<string> = new Set(["array", "boolean", "integer", "null", "number", "object", "string"]);

type Schema = Record<string, unknown>;

/**
 * A copy of a schema as it came over the wire that Ajv can compile: what other dialects and generators leave behind is
 * rewritten (upper-case types, OpenAPI `nullable`, draft-4 bounds, draft-3 `required`, tuples). @throws SchemaUnusable
 */
export function normaliseSchema(schema: unknown, tuples: "prefixItems" | "items", depth = 0): Schema | boolean {
  if (typeof schema === "boolean") return schema;
  if (!isObject(schema)) throw new SchemaUnusable(`A schema must be an object or a boolean, not ${typeof schema}`);
  if (depth > MAX_DEPTH) throw new SchemaUnusable(`The schema is nested more than ${MAX_DEPTH} levels deep`);
  const copy: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.has(key) && (key !== "id" || typeof value === "string")) continue;
    copy[key] = normaliseField(key, value, (inner) => normaliseSchema(inner, tuples, depth + 1));
  }
  mendKeywords(copy);
  if (tuples === "prefixItems" && Array.isArray(copy["items"])) mendTuple(copy);
  return copy;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function normaliseField(key: string, value: unknown, recurse: (schema: unknown) => unknown): unknown {
  if (SCHEMA_LISTS.has(key) && Array.isArray(value)) return value.map(recurse);
  if (SCHEMA_FIELDS.has(key)) return recurse(value);
  if (!SCHEMA_MAPS.has(key) || typeof value !== "object" || value === null) return value;
  const map: Schema = {};
  for (const [name, schema] of Object.entries(value)) if (name !== "__proto__") map[name] = recurse(schema);
  return map;
}

function mendKeywords(schema: Schema): void {
  mendType(schema);
  if (schema["nullable"] !== undefined && schema["type"] === undefined) delete schema["nullable"];
  if (schema["required"] !== undefined && !Array.isArray(schema["required"])) delete schema["required"];
  mendBound(schema, "minimum", "exclusiveMinimum");
  mendBound(schema, "maximum", "exclusiveMaximum");
  const reference = schema["$ref"];
  if (typeof reference === "string" && !reference.startsWith("#")) {
    throw new SchemaUnusable(`The schema refers to ${reference}, which is not fetched`);
  }
}

/** Gemini writes `STRING`, some generators `any`. */
function mendType(schema: Schema): void {
  const type = schema["type"];
  if (type === undefined) return;
  const words = (Array.isArray(type) ? type : [type]).map((word) => String(word).toLowerCase());
  if (words.includes("any")) {
    delete schema["type"];
  } else if (words.every((word) => TYPES.has(word))) {
    schema["type"] = Array.isArray(type) ? words : words[0];
  } else {
    throw new SchemaUnusable(`The schema names the type ${JSON.stringify(type)}, which JSON Schema does not have`);
  }
}

/** Draft 4 says `{minimum: n, exclusiveMinimum: true}` for today's `{exclusiveMinimum: n}`. */
function mendBound(schema: Schema, bound: string, exclusive: string): void {
  if (typeof schema[exclusive] !== "boolean") return;
  if (schema[exclusive] && typeof schema[bound] === "number") {
    schema[exclusive] = schema[bound];
    delete schema[bound];
  } else {
    delete schema[exclusive];
  }
}

function mendTuple(schema: Schema): void {
  schema["prefixItems"] = schema["items"];
  if (schema["additionalItems"] === undefined) delete schema["items"];
  else schema["items"] = schema["additionalItems"];
  delete schema["additionalItems"];
}
