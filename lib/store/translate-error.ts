import { OutturnError } from "#lib/domain/errors.ts";

/** Seconds a caller is asked to wait when the database cannot be reached. */
const RETRY_AFTER_S = 1;
/** Classes and codes of Postgres for "not now": connection, resources, operator intervention, a standby, its disk. */
const UNAVAILABLE = /^(08|53|57P|25006|58030)/;
const CONNECTION_ERRORS = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "ETIMEDOUT",
  "ENOENT",
  "EAI_AGAIN",
]);

/** Serialisation failures and deadlocks: the same transaction, run again, succeeds. */
const TRANSIENT = new Set(["40001", "40P01"]);

/** The code of an error from Postgres or the network; empty when it has none. */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

export function isTransient(error: unknown): boolean {
  return TRANSIENT.has(errorCode(error));
}

/** Whether the connection is lost, or could not be had: the work may be tried again later, on another one. */
export function isUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  if (UNAVAILABLE.test(code) || CONNECTION_ERRORS.has(code)) return true;
  // node-postgres gives these two no code.
  const message = error instanceof Error ? error.message : "";
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    message,
  );
}

/** An error of the database as one for the caller; anything else is returned as it is. */
export function translateError(error: unknown): unknown {
  if (error instanceof OutturnError || !(isUnavailable(error) || isTransient(error))) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new OutturnError(
    "unavailable",
    `The database cannot be used right now (${said}); nothing was stored, try again.`,
    {
      cause: error,
      retryAfter: RETRY_AFTER_S,
    },
  );
}
