import { describeApi } from "#lib/server/openapi.ts";
import { json } from "#lib/server/respond.ts";

export function GET(): Response {
  return json(describeApi());
}
