import { Client } from "pg";

import { OutturnError } from "#lib/domain/errors.ts";

const LEAST_VERSION = 150_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** What Postgres' own refusals mean, by SQLSTATE (appendix A of its manual). */
const REFUSALS: Readonly<Record<string, (where: Address) => string>> = {
  "28P01": ({ user }) => `refused the password of user "${user}": correct it`,
  "28000": ({ user }) => `does not let user "${user}" in: check its pg_hba.conf, or name another user`,
  "3D000": ({ database }) => `has no database "${database}": create it, or name another`,
  "42501": ({ user, database }) => `does not let user "${user}" use "${database}": grant it, or name another user`,
  "53300": () => "has no connection free: raise max_connections, or close others",
  "57P03": () => "is starting up or shutting down: try again in a moment",
};

interface Address {
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

/** @throws OutturnError in one sentence when the database cannot be used; the password is never repeated. */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>("show server_version_num");
    requireVersion(Number(rows[0]?.server_version_num));
  } catch (error) {
    throw error instanceof OutturnError ? error : describe(error, databaseUrl);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @param version as `server_version_num` gives it: 150004 for 15.4. */
export function requireVersion(version: number): void {
  if (version >= LEAST_VERSION) return;
  const shown = `${Math.floor(version / 10_000)}.${version % 10_000}`;
  throw new OutturnError(
    "unavailable",
    `The database is PostgreSQL ${shown}, which is too old: use PostgreSQL 15 or newer, or unset DATABASE_URL for an embedded one.`,
  );
}

function describe(error: unknown, databaseUrl: string): OutturnError {
  const where = addressOf(databaseUrl);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const refusal = REFUSALS[code];
  const said = refusal?.(where) ?? `does not answer (${reason(error, code)}): start it, or correct the address`;
  return new OutturnError("unavailable", `The database server at ${where.host} ${said} in DATABASE_URL.`, {
    cause: error,
  });
}

function addressOf(databaseUrl: string): Address {
  try {
    const url = new URL(databaseUrl);
    const user = decodeURIComponent(url.username);
    const database = decodeURIComponent(url.pathname.slice(1));
    return { host: `${url.hostname}:${url.port || "5432"}`, user, database: database || user };
  } catch {
    return { host: "the given address", user: "", database: "" };
  }
}

function reason(error: unknown, code: string): string {
  if (code === "ECONNREFUSED") return "connection refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no such host";
  if (code === "ETIMEDOUT") return "timed out";
  return error instanceof Error && error.message !== "" ? error.message : code;
}
