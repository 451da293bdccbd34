import { acceptExport } from "./accept-traces.ts";
import type { IngestContext, Signal, TracesAnswer, TracesRequest } from "./accept-traces.ts";
import { decodeLogsJson } from "./decode-logs-json.ts";
import { decodeLogsProtobuf } from "./decode-logs-protobuf.ts";
import type { DecodedLogs } from "./decoded-log.ts";
import { decodeMetricsJson, decodeMetricsProtobuf } from "./decode-metrics.ts";
import { normaliseLogs } from "./normalise-logs.ts";

const LOGS: Signal<DecodedLogs> = {
  decodeJson: decodeLogsJson,
  decodeProtobuf: decodeLogsProtobuf,
  normalise: normaliseLogs,
  rejectedField: "rejectedLogRecords",
};

/** Nothing of a metric is kept: the spans and logs behind it say the same, call by call, and money is counted once. */
const METRICS: Signal<null> = {
  decodeJson: decodeMetricsJson,
  decodeProtobuf: decodeMetricsProtobuf,
  normalise: (_, { projectId }) => ({ batch: { projectId, calls: [], events: [] }, rejected: 0, message: "" }),
  rejectedField: "rejectedDataPoints",
};

/** One OTLP/HTTP export of logs; see `acceptTraces`. */
export async function acceptLogs(request: TracesRequest, context: IngestContext): Promise<TracesAnswer> {
  return acceptExport(request, context, LOGS);
}

/** One OTLP/HTTP export of metrics: read to the end and checked as any export is, so that a broken one is heard of. */
export async function acceptMetrics(request: TracesRequest, context: IngestContext): Promise<TracesAnswer> {
  return acceptExport(request, context, METRICS);
}
