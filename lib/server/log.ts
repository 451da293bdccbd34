import { destination, pino } from "pino";

/** Structured log on standard error; standard output is for people. Messages carry no content of calls and no keys. */
export const log = pino(
  { name: "outturn", level: process.env["OUTTURN_LOG_LEVEL"] ?? "warn", serializers: { err: describe } },
  destination(2),
);

/** Of an error only these: what Postgres adds in `detail` and `where` holds values of rows. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error ? String(error.code) : undefined;
  return { type: error.name, message: error.message, code, stack: error.stack };
}
