import { destination, pino } from "pino";

/** Structured log on standard error; standard output is for people. Messages carry no content of calls and no keys. */
export const log = pino({ name: "outturn", level: process.env["OUTTURN_LOG_LEVEL"] ?? "warn" }, destination(2));
