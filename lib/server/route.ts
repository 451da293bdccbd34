import type { Action } from "#lib/domain/roles.ts";
import { storable } from "#lib/ingest/storable-text.ts";
import { translateError } from "#lib/store/translate-error.ts";

import { authorise } from "./authorise.ts";
import type { Grant, Scopes } from "./authorise.ts";
import { CORS, errorResponse } from "./respond.ts";
import { getRuntime } from "./runtime.ts";
import type { Runtime } from "./runtime.ts";
import type { NewSpan } from "./tracing/tracer.ts";

/** A request whose sender may do what is asked. */
export interface ApiCall {
  readonly request: Request;
  readonly url: URL;
  /** The dynamic parts of the path, decoded; they and the query are as texts are kept. */
  readonly params: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  readonly grant: Grant;
}

interface RouteContext {
  /** Undefined for a path without dynamic parts. */
  readonly params: Promise<Record<string, string> | undefined>;
}

export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

/**
 * A route handler that authorises for a scope (or any of several), does its work, and translates what it throws.
 * @param people what somebody with a session has to be allowed; what the scope stands for when not given.
 */
export function route(scope: Scopes, work: (call: ApiCall) => Promise<Response>, people?: Action): RouteHandler {
  const answer = async (request: Request, params: ApiCall["params"], runtime: Runtime): Promise<Response> => {
    try {
      const grant = await authorise(request, { scope, people }, runtime);
      const response = await work({ request, url: readUrl(request.url), params, runtime, grant });
      for (const [name, value] of Object.entries(grant.headers)) response.headers.set(name, value);
      return response;
    } catch (error) {
      // Analysis and some of the routes use the pool itself, whose errors are Postgres' own.
      return errorResponse(translateError(error));
    }
  };
  return async (request, context) => {
    const runtime = await getRuntime();
    const given = (await context.params) ?? {};
    const params = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, kept(value)]));
    return runtime.tracer.span(
      () => spanOf(request, given),
      async () => answer(request, params, runtime),
      ({ status }) => ({ "http.response.status_code": status }),
    );
  };
}

/** Ids are asked for as they are kept: what came with a control character is found by it. */
function readUrl(address: string): URL {
  const url = new URL(address);
  url.search = new URLSearchParams([...url.searchParams].map(([name, value]) => [kept(name), kept(value)])).toString();
  return url;
}

function kept(asked: string): string {
  return storable(asked, Infinity);
}

/** Named by the route: ids, in whatever form the path has them, stay out of it. */
function spanOf({ method, url }: Request, params: ApiCall["params"]): NewSpan {
  const ids = new Map(Object.entries(params).map(([name, value]) => [value, `{${name}}`]));
  const parts = new URL(url).pathname.split("/").map((part) => ids.get(decode(part)) ?? part);
  const path = parts.join("/");
  return {
    name: `${method} ${path}`,
    kind: "server",
    facts: { "http.request.method": method, "http.route": path },
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The answer to a browser's question whether it may send from another origin. */
export async function preflight(): Promise<Response> {
  return Promise.resolve(new Response(null, { status: 204, headers: CORS }));
}
