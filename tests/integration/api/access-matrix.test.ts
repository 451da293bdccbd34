import { globSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Role } from "#lib/domain/roles.ts";
import { mayRole, ROLES } from "#lib/domain/roles.ts";
import type { RouteHandler } from "#lib/server/route.ts";
import { createApiKey } from "#lib/store/create-api-key.ts";
import type { KeyScope } from "#lib/store/create-api-key.ts";
import { createProject } from "#lib/store/create-project.ts";
import { revokeApiKey } from "#lib/store/list-api-keys.ts";
import { folded, openApi } from "#tests/support/open-api.ts";
import type { TestApi } from "#tests/support/open-api.ts";
import { aCall } from "#tests/unit/fold/build-rows.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly who: ReadonlySet<string>;
}

/** The table of docs/access.md. */
const TABLE: readonly Entry[] = [
  ...readFileSync(resolve(ROOT, "docs/access.md"), "utf8").matchAll(/^\| `([A-Z]+) (\/\S*)` +\| ([a-z, ]+?) +\|$/gm),
].map(([, method = "", path = "", who = ""]) => ({ method, path, who: new Set(who.split(", ")) }));

/** Every method of every route file, by its path; the one that answers where there is nothing has none of its own. */
const FILES: ReadonlyMap<string, string> = new Map(
  globSync("app/**/route.ts", { cwd: ROOT })
    .filter((file) => !file.includes("[...unknown]"))
    .map((file) => [pathOf(file), resolve(ROOT, file)]),
);

function pathOf(file: string): string {
  const folders = relative("app", file).split("/").slice(0, -1);
  const parts = folders.filter((part) => !part.startsWith("(")).map((part) => part.replace(/^\[(.+)\]$/, "{$1}"));
  return `/${parts.join("/")}`;
}

async function handlersOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  // Vite answers with the module's exports.
  return (await import(/* @vite-ignore */ file)) as Record<string, unknown>;
}

/** Somebody who asks: nothing, a key or a session. */
interface Asker {
  readonly name: string;
  readonly key?: string;
  readonly cookie?: string;
  /** Scope of a key; `reader`, `member` for a reader who may open messages, or `manager` for one who may change settings; null for who is nobody here. */
  readonly as: KeyScope | "reader" | "member" | "manager" | null;
  /** Of the other team, for whom ours is another's. */
  readonly elsewhere?: true;
}

let api: TestApi;
let askers: readonly Asker[];
/** As long as each other, as an answer that repeats them is. */
const [OURS, THEIRS, NOBODYS] = ["task-of-us", "task-of-em", "task-of-no"] as const;

beforeAll(async () => {
  api = await openApi();
  const { store, project } = api.runtime;
  const other = await createProject(store, { slug: "other", name: "Other" });
  await store.write({ projectId: project.id, calls: [aCall({ ownTaskId: OURS })], events: [] });
  await store.write({ projectId: other.id, calls: [aCall({ ownTaskId: THEIRS })], events: [] });
  await folded(api.runtime);
  const own = { projectId: project.id };
  const key = async (scope: KeyScope, fields = {}) => createApiKey(store, { ...own, scope, name: scope, ...fields });
  const expired = await key("admin", { expiresAt: new Date(Date.now() - 1) });
  const revoked = await key("admin");
  await revokeApiKey(store, project.id, revoked.id);
  askers = [
    { name: "no one", as: null },
    { name: "an unknown key", key: "ot_read_unknown", as: null },
    { name: "an expired key", key: expired.plaintext, as: null },
    { name: "a revoked key", key: revoked.plaintext, as: null },
    { name: "an ingest key", key: (await key("ingest")).plaintext, as: "ingest" },
    { name: "a read key", key: (await key("read")).plaintext, as: "read" },
    { name: "an admin key", key: (await key("admin")).plaintext, as: "admin" },
    {
      name: "somebody without a team",
      cookie: await session("stray@example.com", null, project.organisationId),
      as: null,
    },
    ...(await Promise.all(
      ROLES.map(async (role) => ({
        name: `a signed-in ${role}`,
        cookie: await session(`${role}@example.com`, role, project.organisationId),
        as: personOf(role),
      })),
    )),
    {
      name: "another team's owner",
      cookie: await session("other@example.com", "owner", other.organisationId),
      as: "manager",
      elsewhere: true,
    },
    {
      name: "another team's admin key",
      key: (await createApiKey(store, { projectId: other.id, scope: "admin", name: "other" })).plaintext,
      as: "admin",
      elsewhere: true,
    },
  ];
});
afterAll(async () => {
  await api.close();
});

function personOf(role: Role): "reader" | "member" | "manager" {
  if (mayRole(role, "configure")) return "manager";
  return mayRole(role, "readContent") ? "member" : "reader";
}

/** The cookie of a person who has the role in the organisation, or in none. */
async function session(email: string, role: Role | null, organisationId: string): Promise<string> {
  const { auth, prisma } = api.runtime;
  const password = "correct horse battery";
  const userId = (await auth.makeAccount({ email, name: email, password })) ?? "";
  if (role !== null) await prisma.membership.create({ data: { organisationId, userId, role } });
  const cookies = await auth.signInWithPassword(email, password, new Headers());
  return (cookies ?? []).map((cookie) => cookie.split(";", 1)[0]).join("; ");
}

async function answerOf(
  { method, path }: Entry,
  { key, cookie }: Asker,
  id: string = OURS,
): Promise<{ status: number; text: string }> {
  const handlers = await handlersOf(FILES.get(path) ?? "");
  const handler = handlers[method] as RouteHandler;
  const headers = new Headers({ "content-type": "application/json" });
  if (key !== undefined) headers.set("authorization", `Bearer ${key}`);
  if (cookie !== undefined) headers.set("cookie", cookie);
  const body = method === "GET" ? {} : { body: "{}" };
  const request = new Request(`http://localhost${path}`, { method, headers, ...body });
  const response = await handler(request, { params: Promise.resolve({ id }) });
  // A stream that follows figures never ends.
  if (response.headers.get("content-type")?.startsWith("text/event-stream") === true) {
    await response.body?.cancel();
    return { status: response.status, text: "" };
  }
  return { status: response.status, text: await response.text() };
}

function isAllowed({ who }: Entry, { as }: Asker): boolean {
  if (who.has("open")) return true;
  if (as === null) return false;
  const people = ["reader", "member", "manager"];
  return as === "admin" || who.has(as) || people.slice(0, people.indexOf(as) + 1).some((person) => who.has(person));
}

test("every route stands in the table of who may use it, and the table names no other", async () => {
  const there: string[] = [];
  for (const [path, file] of FILES) {
    const handlers = await handlersOf(file);
    there.push(...METHODS.filter((method) => method in handlers).map((method) => `${method} ${path}`));
  }
  expect(TABLE.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(there.toSorted());
});

/** An answer with the id that was asked for left out, which may be repeated. */
async function toldOf(entry: Entry, asker: Asker, id: string): Promise<{ status: number; text: string }> {
  const { status, text } = await answerOf(entry, asker, id);
  return { status, text: text.replaceAll(id, "ID") };
}

describe.each(TABLE.filter(({ path }) => path.includes("{id}")))("$method $path", (entry) => {
  test("says of another team's what it says of what nobody has", async () => {
    for (const asker of askers.filter((one) => isAllowed(entry, one))) {
      const foreign = await toldOf(entry, asker, asker.elsewhere === true ? OURS : THEIRS);
      if (entry.method === "GET") expect([asker.name, foreign.status]).toEqual([asker.name, 404]);
      expect([asker.name, foreign]).toEqual([asker.name, await toldOf(entry, asker, NOBODYS)]);
    }
  });

  test("says to whom it refuses the same of ours, theirs and nobody's", async () => {
    for (const asker of askers.filter((one) => !isAllowed(entry, one))) {
      const told = [await toldOf(entry, asker, OURS), await toldOf(entry, asker, THEIRS)];
      for (const one of told) expect([asker.name, one]).toEqual([asker.name, await toldOf(entry, asker, NOBODYS)]);
    }
  });
});

// Signing out, the last of the table, ends the sessions that all tests share: these come after the others.
describe.each(TABLE)("$method $path", (entry) => {
  test("answers exactly those whom the table names", async () => {
    for (const asker of askers) {
      const { status } = await answerOf(entry, asker);
      const refused = status === 401 || status === 403;
      expect(`${asker.name}: ${refused ? "refused" : "answered"}`).toBe(
        `${asker.name}: ${isAllowed(entry, asker) ? "answered" : "refused"}`,
      );
    }
  });
});

test("every form's action asks who sends it", () => {
  const files = globSync("app/**/_actions/*.ts", { cwd: ROOT }).map((file) => resolve(ROOT, file));
  const open = files.filter((file) => !/changeSettings\(|openSignedInProject\(/.test(readFileSync(file, "utf8")));
  expect(open).toEqual([]);
  expect(files.length).toBeGreaterThan(5);
});
