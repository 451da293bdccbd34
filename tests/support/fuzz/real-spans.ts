import { chatSpan } from "#tests/unit/ingest/support/spans.ts";
import { readReplayed } from "#tests/unit/ingest/support/replayed.ts";

/** Spans of real instrumentations, where the shared data is there, and one of our own. */
export function realSpans(): object[] {
  const replayed = readReplayed().flatMap(({ payload }) => {
    if (payload === null) return [];
    // Real exporters wrote them: their JSON is OTLP's.
    const traces = JSON.parse(payload.json.toString()) as {
      resourceSpans: { scopeSpans: { spans: object[] }[] }[];
    };
    return traces.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });
  return [chatSpan(), ...replayed];
}
