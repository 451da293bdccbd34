import { OutturnError } from "#lib/domain/errors.ts";
import type { KeyScope } from "#lib/store/create-api-key.ts";
import { findApiKey } from "#lib/store/find-api-key.ts";
import type { KnownKey } from "#lib/store/find-api-key.ts";

import { chooseProject, PROJECT_COOKIE } from "./choose-project.ts";
import { rateHeaders, takeRequest } from "./limit-rate.ts";
import type { Runtime } from "./runtime.ts";

const NO_HEADERS: Readonly<Record<string, string>> = {};

/** What a request may touch: one project, under the name of the key (or `session`) it came with. */
export interface Grant {
  readonly projectId: string;
  readonly keyName: string;
  /** Headers that tell how much of the key's limit is left; none for a key without. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a route is for; any of several scopes will do. */
export type Scopes = KeyScope | readonly KeyScope[];

/**
 * A key of the scope (an admin key does everything), or, for reading, a signed-in session.
 * @throws OutturnError `unauthorized` without either, `forbidden` for a key of another scope.
 */
export async function authorise(request: Request, wanted: Scopes, runtime: Runtime): Promise<Grant> {
  const scopes = typeof wanted === "string" ? [wanted] : wanted;
  const plaintext = bearer(request);
  if (plaintext === null) return authoriseSession(request, scopes, runtime);
  const key = await findApiKey(runtime.store, plaintext);
  if (key === null) {
    throw new OutturnError(
      "unauthorized",
      "This key is not known here, or is expired or revoked: make one with npm run outturn -- keys create.",
    );
  }
  if (!scopes.includes(key.scope) && key.scope !== "admin") {
    const needed = scopes.join(" or ");
    throw new OutturnError("forbidden", `This is a key for ${key.scope}; this request needs one for ${needed}.`);
  }
  return { projectId: key.projectId, keyName: key.name, headers: countRequest(key) };
}

/** @throws OutturnError `too_many_requests` beyond the key's limit, saying when to come back. */
function countRequest({ id, name, ratePerMinute }: KnownKey): Readonly<Record<string, string>> {
  if (ratePerMinute === null) return NO_HEADERS;
  const taken = takeRequest(id, ratePerMinute, Date.now());
  if (taken.allowed) return rateHeaders(ratePerMinute, taken);
  throw new OutturnError(
    "too_many_requests",
    `The key "${name}" may ask ${ratePerMinute} times a minute: wait ${taken.resetS} s, or raise its limit in the settings.`,
    { retryAfter: taken.resetS },
  );
}

async function authoriseSession(request: Request, scopes: readonly KeyScope[], runtime: Runtime): Promise<Grant> {
  const reading = scopes.includes("read") && request.method === "GET";
  const reader = reading ? await runtime.auth.readSession(request.headers) : null;
  if (reader !== null) {
    const chosen = await chooseProject(runtime.store, reader.userId, readCookie(request, PROJECT_COOKIE));
    // Any role may read; somebody who belongs to nothing may not.
    if (chosen !== null) return { projectId: chosen.project.id, keyName: "session", headers: NO_HEADERS };
  }
  throw new OutturnError("unauthorized", `Send a key for ${scopes.join(" or ")} as "Authorization: Bearer KEY".`);
}

function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get("cookie") ?? "").split(/; */);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The key of `Authorization: Bearer KEY`, or the password of `Basic`, as clients of others send it; null without either. */
function bearer(request: Request): string | null {
  const header = request.headers.get("authorization") ?? "";
  const token = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (token !== undefined) return token;
  const basic = /^basic +(\S+) *$/i.exec(header)?.[1];
  if (basic === undefined) return null;
  const pair = Buffer.from(basic, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}
