import { translateError } from "#lib/store/translate-error.ts";

import { authorise } from "./authorise.ts";
import type { Grant, Scopes } from "./authorise.ts";
import { CORS, errorResponse } from "./respond.ts";
import { getRuntime } from "./runtime.ts";
import type { Runtime } from "./runtime.ts";

/** A request whose sender may do what is asked. */
export interface ApiCall {
  readonly request: Request;
  readonly url: URL;
  /** The dynamic parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  readonly grant: Grant;
}

interface RouteContext {
  /** Undefined for a path without dynamic parts. */
  readonly params: Promise<Record<string, string> | undefined>;
}

export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

/** A route handler that authorises for a scope (or any of several), does its work, and translates what it throws. */
export function route(scope: Scopes, work: (call: ApiCall) => Promise<Response>): RouteHandler {
  return async (request, context) => {
    try {
      const runtime = await getRuntime();
      const grant = await authorise(request, scope, runtime);
      const params = (await context.params) ?? {};
      const response = await work({ request, url: new URL(request.url), params, runtime, grant });
      for (const [name, value] of Object.entries(grant.headers)) response.headers.set(name, value);
      return response;
    } catch (error) {
      // Analysis and some of the routes use the pool itself, whose errors are Postgres' own.
      return errorResponse(translateError(error));
    }
  };
}

/** The answer to a browser's question whether it may send from another origin. */
export async function preflight(): Promise<Response> {
  return Promise.resolve(new Response(null, { status: 204, headers: CORS }));
}
