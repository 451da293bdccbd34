import type { JsonResult } from "#lib/domain/failure.ts";

import { compileSchema } from "./compile-schema.ts";

export interface JsonJudgement {
  readonly result: JsonResult;
  /** The answers as they parsed; none when one did not. */
  readonly values: readonly unknown[];
}

/**
 * Judges the texts of a reply that was asked for JSON, one a choice: the worst counts. A schema that cannot be used asks
 * for nothing beyond JSON.
 */
export function judgeJson(texts: readonly string[], schema: unknown): JsonJudgement {
  const values: unknown[] = [];
  for (const text of texts.length === 0 ? [""] : texts) {
    try {
      values.push(JSON.parse(text));
    } catch {
      return { result: "invalid_json", values: [] };
    }
  }
  const compiled = schema === undefined ? null : compileSchema(schema);
  const fits = compiled === null || values.every((value) => compiled.errors(value).length === 0);
  return { result: fits ? "ok" : "schema_mismatch", values };
}
