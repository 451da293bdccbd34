import type { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import { readBody } from "#lib/ingest/read-body.ts";
import type { Body } from "#lib/ingest/read-body.ts";
import { storable } from "#lib/ingest/storable-text.ts";

/** A web stream is async iterable in Node; its type does not say so. */
export function bodyOf(request: Request): Body {
  return request.body as AsyncIterable<Uint8Array> | null;
}

export async function readText(request: Request): Promise<string> {
  const bytes = await readBody(bodyOf(request), request.headers.get("content-encoding"));
  return bytes.toString("utf8");
}

/** Whether a JSON text may hold what texts are not kept with: as an escape, or, above the ASCII controls, as it is. */
const TO_CLEAN = /\\[bfru]|[\u007F-\u009F\u2028-\u202E\u2066-\u2069]/;

/**
 * A JSON body, its texts as they are kept: without control characters.
 * @throws OutturnError `malformed_payload` for what is not JSON, `bad_request` naming the field that does not fit.
 */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new OutturnError("malformed_payload", "The body is not JSON.", { cause: error });
  }
  // Held against the schema as it came first: some fields refuse what others are cleaned of.
  const parsed = check(value, schema);
  return TO_CLEAN.test(text) ? check(storableTexts(value), schema) : parsed;
}

/** Every text in it, names of fields among them, as texts are kept. */
function storableTexts(value: unknown): unknown {
  if (typeof value === "string") return storable(value, Infinity);
  if (Array.isArray(value)) return value.map(storableTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [storable(name, Infinity), storableTexts(inner)]),
  );
}

/** @throws OutturnError `bad_request` naming the field that does not fit. */
export function check<T>(value: unknown, schema: z.ZodType<T>, where = ""): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [where, ...(issue?.path ?? []).map(String)].filter((part) => part !== "").join(".");
  throw new OutturnError(
    "bad_request",
    `${path === "" ? "The body" : `\`${path}\``}: ${issue?.message ?? "does not fit"}.`,
  );
}
