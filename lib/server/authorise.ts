import { OutturnError } from "#lib/domain/errors.ts";
import { mayRole } from "#lib/domain/roles.ts";
import type { Action } from "#lib/domain/roles.ts";
import type { KeyScope } from "#lib/store/create-api-key.ts";
import { findApiKey, isRememberedKey } from "#lib/store/find-api-key.ts";
import type { KnownKey } from "#lib/store/find-api-key.ts";

import { chooseProject, PROJECT_COOKIE } from "./choose-project.ts";
import { limitAttempts } from "./limit-attempts.ts";
import { rateHeaders, takeRequest } from "./limit-rate.ts";
import { log } from "./log.ts";
import type { Runtime } from "./runtime.ts";
import { readPlace } from "./sign-in.ts";

/** Of one place: whoever guesses keys is not looked up for any more, and applications beside them, whose keys are known, go on. */
const wrongKeys = limitAttempts({ most: 300, windowMs: 60_000, keys: 20_000 });
const WAIT_S = 60;

const NO_HEADERS: Readonly<Record<string, string>> = {};

/** What a request may touch: one project, under the name of the key (or `session`) it came with. */
export interface Grant {
  readonly projectId: string;
  readonly keyName: string;
  /** For the record of who did what: an e-mail address, or the key. */
  readonly actor: string;
  /** Headers that tell how much of the key's limit is left; none for a key without. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a route is for; any of several scopes will do. */
export type Scopes = KeyScope | readonly KeyScope[];

/** What a request needs. */
interface Wanted {
  readonly scope: Scopes;
  /** What a person has to be allowed, where the scope does not tell. */
  readonly people?: Action | undefined;
}

/**
 * A key of the scope (an admin key does everything), or, where nothing is changed, a signed-in session whose role may as much.
 * @throws OutturnError `unauthorized` without either, `forbidden` for a key of another scope.
 */
export async function authorise(request: Request, { scope, people }: Wanted, runtime: Runtime): Promise<Grant> {
  const scopes = typeof scope === "string" ? [scope] : scope;
  const plaintext = bearer(request);
  if (plaintext === null) return authoriseSession(request, { scopes, people }, runtime);
  const key = await findKey(request, plaintext, runtime);
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
  return { projectId: key.projectId, keyName: key.name, actor: `key ${key.name}`, headers: countRequest(key) };
}

/** @throws OutturnError `too_many_requests` for a key that is not known where too many of those came from. */
async function findKey(request: Request, plaintext: string, { store }: Runtime): Promise<KnownKey | null> {
  const ip = readPlace(request.headers);
  const now = Date.now();
  if (wrongKeys.isBlocked(ip, now) && !isRememberedKey(store, plaintext)) {
    const message = "Too many keys that are not known here came from this address: wait a minute.";
    throw new OutturnError("too_many_requests", message, { retryAfter: WAIT_S });
  }
  const key = await findApiKey(store, plaintext);
  if (key !== null) return key;
  wrongKeys.noteFailure(ip, now);
  if (wrongKeys.isBlocked(ip, now)) log.warn({ ip }, "requests are blocked for an address: too many wrong keys");
  return null;
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

interface AskedOfSession {
  readonly scopes: readonly KeyScope[];
  readonly people: Action | undefined;
}

async function authoriseSession(
  request: Request,
  { scopes, people }: AskedOfSession,
  runtime: Runtime,
): Promise<Grant> {
  const asked = request.method === "GET" ? (people ?? askedOfPeople(scopes)) : null;
  const reader = asked === null ? null : await runtime.auth.readSession(request.headers);
  if (reader !== null && asked !== null) {
    const chosen = await chooseProject(runtime.store, reader.userId, readCookie(request, PROJECT_COOKIE));
    // Any role may read; somebody who belongs to nothing may not.
    if (chosen !== null && mayRole(chosen.role, asked))
      return { projectId: chosen.project.id, keyName: "session", actor: reader.email, headers: NO_HEADERS };
    if (chosen !== null)
      throw new OutturnError("forbidden", `Your role here is ${chosen.role}, which may not do this.`);
  }
  throw new OutturnError("unauthorized", `Send a key for ${scopes.join(" or ")} as "Authorization: Bearer KEY".`);
}

/** What somebody with a session has to be allowed for a route; null for one that is for programs alone. */
function askedOfPeople(scopes: readonly KeyScope[]): Action | null {
  if (scopes.includes("read")) return "read";
  return scopes.includes("admin") ? "configure" : null;
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
