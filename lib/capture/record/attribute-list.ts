import { GEN_AI, OUTTURN, PROVIDER } from "#lib/domain/attributes.ts";
import type { AttributeInput } from "#lib/domain/otlp.ts";

/** Text that JSON writes as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Names that every call writes, as they stand in the text. */
const OPENINGS: ReadonlyMap<string, string> = new Map(
  [GEN_AI, PROVIDER, OUTTURN].flatMap((names) => Object.values(names).map((name) => [name, opening(name)])),
);

/**
 * Attributes of one span as OTLP/JSON, in the order they are added; what is null or undefined is left out. Text from the start,
 * since an object for each value costs more to make, to write and to collect than all the rest of a record.
 */
export class AttributeList {
  #text = "";

  add(key: string, value: AttributeInput | null | undefined): this {
    if (value === null || value === undefined) return this;
    const begin = OPENINGS.get(key) ?? opening(key);
    this.#text += `${this.#text === "" ? begin.slice(1) : begin}${write(value)}}`;
    return this;
  }

  addAll(values: Readonly<Record<string, number>>): this {
    for (const key in values) this.add(key, values[key]);
    return this;
  }

  get json(): string {
    return `[${this.#text}]`;
  }
}

function opening(key: string): string {
  return `,{"key":${quote(key)},"value":`;
}

/** A string as JSON. */
export function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** A value as `toOtlpValue` says it. */
function write(value: AttributeInput): string {
  if (typeof value === "string") return `{"stringValue":${quote(value)}}`;
  if (typeof value === "boolean") return value ? '{"boolValue":true}' : '{"boolValue":false}';
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? `{"intValue":"${value}"}` : `{"doubleValue":${JSON.stringify(value)}}`;
  }
  return `{"arrayValue":{"values":[${value.map(write).join(",")}]}}`;
}
