import { toOtlpValue } from "#lib/domain/otlp.ts";
import type { AttributeInput, OtlpAttribute } from "#lib/domain/otlp.ts";

/** Attributes of one span, in the order they are added; what is null or undefined is left out. */
export class AttributeList {
  readonly items: OtlpAttribute[] = [];

  add(key: string, value: AttributeInput | null | undefined): this {
    if (value !== null && value !== undefined) this.items.push({ key, value: toOtlpValue(value) });
    return this;
  }

  addAll(values: Readonly<Record<string, number>>): this {
    for (const key in values) this.add(key, values[key]);
    return this;
  }
}
