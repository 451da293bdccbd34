import type { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import { readBody } from "#lib/ingest/read-body.ts";
import type { Body } from "#lib/ingest/read-body.ts";

/** A web stream is async iterable in Node; its type does not say so. */
export function bodyOf(request: Request): Body {
  return request.body as AsyncIterable<Uint8Array> | null;
}

export async function readText(request: Request): Promise<string> {
  const bytes = await readBody(bodyOf(request), request.headers.get("content-encoding"));
  return bytes.toString("utf8");
}

/** @throws OutturnError `malformed_payload` for what is not JSON, `bad_request` naming the field that does not fit. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new OutturnError("malformed_payload", "The body is not JSON.", { cause: error });
  }
  return check(value, schema);
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
