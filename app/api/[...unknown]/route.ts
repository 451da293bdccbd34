import { OutturnError } from "#lib/domain/errors.ts";
import { errorResponse } from "#lib/server/respond.ts";

/** Programs get an answer they can read where there is nothing. */
function notFound(request: Request): Response {
  const { pathname } = new URL(request.url);
  return errorResponse(new OutturnError("not_found", `There is nothing at ${pathname}: see /api/v1/openapi.json.`));
}

export { notFound as DELETE, notFound as GET, notFound as PATCH, notFound as POST, notFound as PUT };
