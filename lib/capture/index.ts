export { Outturn } from "./outturn.ts";
export type { OutcomeReport } from "./outturn.ts";
export type { OutturnOptions } from "./read-options.ts";
export type { Route, RouteRequest } from "./route/policy.ts";
export type { Leg } from "./route/with-fallback.ts";
export type { Task, TaskOptions } from "./public-task.ts";
export type { OtlpTraces, SpanSink } from "#lib/domain/otlp.ts";
export type { Policy, PolicyRule } from "#lib/domain/policy.ts";
export type { Outcome, OutcomeSource } from "#lib/domain/task.ts";
