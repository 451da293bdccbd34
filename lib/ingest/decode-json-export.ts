import { OutturnError } from "#lib/domain/errors.ts";
import type { AttributeValue, Decoded, SpanOrigin } from "./decoded-span.ts";
import { asList, asObject, field, guarded, isObject, own, readAttributes, textOf } from "./json-values.ts";
import type { Json } from "./json-values.ts";

/** A field's name in OTLP/JSON, and in the protocol's own files, from clients whose JSON keeps those. */
type Names = readonly [camel: string, snake: string];

/** What the three levels of an export are called, and how one of its items is read. */
interface JsonForm<Item> {
  readonly signal: string;
  readonly resources: Names;
  readonly scopes: Names;
  readonly items: Names;
  /** One of the items, in words. */
  readonly item: string;
  readonly readItem: (from: Json, origin: SpanOrigin) => Item;
}

/** Exports of the other signals, sent to the wrong address, are told from one that holds nothing. */
const RESOURCES: readonly Names[] = [
  ["resourceSpans", "resource_spans"],
  ["resourceLogs", "resource_logs"],
  ["resourceMetrics", "resource_metrics"],
];

/**
 * Reads an OTLP export in OTLP/JSON, which differs from proto3 JSON: hex ids, integer enums, 64-bit integers as text or number. An
 * item that cannot be read is a defect of its own.
 * @throws OutturnError `malformed_payload` when the body is not a JSON object with a list of resources.
 */
export function decodeJsonExport<Item>(body: unknown, form: JsonForm<Item>): Decoded<Item> {
  const [name] = form.resources;
  if (!isObject(body)) throw new OutturnError("malformed_payload", `the body is not a JSON object with ${name}`);
  const decoded: Decoded<Item> = { items: [], defects: [] };
  const resources = field(body, ...form.resources);
  if (resources === undefined || resources === null) {
    const other = RESOURCES.flat().find((key) => own(body, key) && !form.resources.includes(key));
    if (other === undefined) return decoded;
    throw new OutturnError("malformed_payload", `the body holds ${other}: ${form.signal} are ${name}`);
  }
  if (!Array.isArray(resources)) throw new OutturnError("malformed_payload", `${name} is not a list`);
  for (const entry of resources) guarded(decoded, name, () => readResource(entry, form, decoded));
  return decoded;
}

function readResource<Item>(entry: unknown, form: JsonForm<Item>, decoded: Decoded<Item>): void {
  const resource = new Map<string, AttributeValue>();
  const holder = asObject(entry, `an entry of ${form.resources[0]}`);
  const described = holder["resource"];
  if (isObject(described)) readAttributes(described["attributes"], resource);
  const [scopes] = form.scopes;
  for (const scoped of asList(field(holder, ...form.scopes), scopes)) {
    guarded(decoded, scopes, () => {
      const group = asObject(scoped, `an entry of ${scopes}`);
      const scope = isObject(group["scope"]) ? group["scope"] : {};
      const origin = { resource, scope: textOf(scope["name"]), scopeVersion: textOf(scope["version"]) };
      for (const item of asList(field(group, ...form.items), form.items[0]))
        guarded(decoded, form.item, () => decoded.items.push(form.readItem(asObject(item, `a ${form.item}`), origin)));
    });
  }
}
