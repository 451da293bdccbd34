import { OutturnError } from "#lib/domain/errors.ts";

/** Seconds a caller is asked to wait when the database cannot be reached. */
const RETRY_AFTER_S = 1;
/** Classes and codes of Postgres for "not now": connection, resources, operator intervention, a question that took too long, a standby, its disk. */
const UNAVAILABLE = /^(08|53|57P|57014|25006|58030)/;
const CONNECTION_ERRORS = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "ETIMEDOUT",
  "ENOENT",
  "EAI_AGAIN",
]);

/** Prisma's own codes for the same: not reachable, timed out, connection closed, none free in the pool. */
const PRISMA_UNAVAILABLE = new Set(["P1001", "P1002", "P1008", "P1017", "P2024"]);

/** Serialisation failures and deadlocks: the same transaction, run again, succeeds. */
const TRANSIENT = new Set(["40001", "40P01"]);

/** The code of an error from Postgres (also through Prisma) or the network; empty when it has none. */
export function errorCode(error: unknown): string {
  return textAt(error, "meta", "driverAdapterError", "cause", "code") || textAt(error, "code");
}

function textAt(value: unknown, ...path: readonly string[]): string {
  let at = value;
  for (const name of path) {
    if (typeof at !== "object" || at === null) return "";
    at = Object.entries(at).find(([key]) => key === name)?.[1];
  }
  return typeof at === "string" ? at : "";
}

export function isTransient(error: unknown): boolean {
  return TRANSIENT.has(errorCode(error));
}

/** Whether a row was already there. */
export function isDuplicate(error: unknown): boolean {
  return errorCode(error) === "23505";
}

/** Whether the connection is lost, or could not be had: the work may be tried again later, on another one. */
export function isUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  if (UNAVAILABLE.test(code) || CONNECTION_ERRORS.has(code) || PRISMA_UNAVAILABLE.has(code)) return true;
  // node-postgres gives these two no code.
  const message = error instanceof Error ? error.message : "";
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    message,
  );
}

/** An error of the database as one for the caller; anything else is returned as it is. */
export function translateError(error: unknown): unknown {
  if (error instanceof OutturnError || !(isUnavailable(error) || isTransient(error))) return error;
  // What Postgres said stays in the cause, for the log: it names hosts that are no caller's business.
  return new OutturnError("unavailable", `The database cannot be used right now: try again in ${RETRY_AFTER_S} s.`, {
    cause: error,
    retryAfter: RETRY_AFTER_S,
  });
}
