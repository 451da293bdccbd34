import { formatWithOptions, stripVTControlCharacters } from "node:util";

import { destination, pino } from "pino";

const stderr = destination(2);
const STEERING = /[\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g;

/** Structured log on standard error; standard output is for people. Messages carry no content of calls and no keys. */
export const log = pino(
  { name: "outturn", level: process.env["OUTTURN_LOG_LEVEL"] ?? "warn", serializers: { err: describe } },
  { write: (line) => stderr.write(escapeControls(line)) },
);

/** JSON leaves as they are what steers a terminal of today, and what some programs take for the end of a line. */
function escapeControls(line: string): string {
  return line.replaceAll(STEERING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** From now on what libraries print as a warning or an error is a line of the log like any other, and tells no more of an error. */
export function logConsole(): void {
  const say = (level: "error" | "warn", parts: readonly unknown[]): void => {
    const err = parts.find((part) => part instanceof Error);
    const words = stripVTControlCharacters(
      formatWithOptions({ colors: false }, ...parts.filter((part) => part !== err)),
    );
    // Next's mark of an error that it hands on as well, with the route (instrumentation.ts).
    if (err !== undefined && words.trim() === "⨯") return;
    log[level](err === undefined ? {} : { err }, words);
  };
  Object.assign(console, {
    error: (...parts: unknown[]) => {
      say("error", parts);
    },
    warn: (...parts: unknown[]) => {
      say("warn", parts);
    },
  });
}

/** Of an error only these: what Postgres adds in `detail` and `where` holds values of rows. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error ? String(error.code) : undefined;
  return { type: error.name, message: error.message, code, stack: error.stack };
}
