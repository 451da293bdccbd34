import type { Call } from "#lib/domain/call.ts";

export interface Route {
  readonly entryModel: string;
  readonly closingModel: string;
  /** Distinct models in order of first use, joined by " → ". */
  readonly route: string;
  /** Provider of the entry call. */
  readonly provider: string;
}

/** Entry, closing and route of a task. @param calls its generation calls in order. */
export function traceRoute(calls: readonly Call[]): Route {
  const models = new Set(calls.map((call) => call.model).filter((model) => model !== ""));
  return {
    entryModel: calls[0]?.model ?? "",
    closingModel: closingCall(calls)?.model ?? "",
    route: [...models].join(" → "),
    provider: calls[0]?.provider ?? "",
  };
}

/** The generation call that ended last; of several, the last in order. */
export function closingCall(calls: readonly Call[]): Call | undefined {
  let closing: Call | undefined;
  for (const call of calls) if (!closing || call.endUs >= closing.endUs) closing = call;
  return closing;
}
