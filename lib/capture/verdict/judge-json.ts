import type { JsonResult } from "#lib/domain/failure.ts";

import { compileSchema } from "./compile-schema.ts";

/**
 * Judges the texts of a reply that was asked for JSON, one a choice: the worst counts. A schema that cannot be used asks
 * for nothing beyond JSON.
 */
export function judgeJson(texts: readonly string[], schema: unknown): JsonResult {
  let mismatch = false;
  const compiled = schema === undefined ? null : compileSchema(schema);
  for (const text of texts.length === 0 ? [""] : texts) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return "invalid_json";
    }
    if (compiled !== null && compiled.errors(value).length > 0) mismatch = true;
  }
  return mismatch ? "schema_mismatch" : "ok";
}
