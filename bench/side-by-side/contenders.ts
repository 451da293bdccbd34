import { openBare } from "./adapters/bare.ts";
import { openBraintrust } from "./adapters/braintrust.ts";
import { openContrib, openLangfuse, openPatched } from "./adapters/instrumentations.ts";
import { openOutturn, openOutturnHttp } from "./adapters/outturn.ts";
import { openSentry } from "./adapters/sentry.ts";
import type { OpenOptions, Subject } from "./seen.ts";

/** Folders below bench/peers, each with its own version of the SDK. */
export type PeerFolder = "openai-7" | "openai-6";

export interface Contender {
  readonly name: string;
  readonly folder: PeerFolder;
  /** The package that is measured; null for the bare SDK and for ours. */
  readonly packageName: string | null;
  readonly open: (options: OpenOptions) => Subject | Promise<Subject>;
}

const OPENINFERENCE = "@arizeai/openinference-instrumentation-openai";
const TRACELOOP = "@traceloop/instrumentation-openai";

export const CONTENDERS: readonly Contender[] = [
  { name: "bare", folder: "openai-7", packageName: null, open: openBare },
  { name: "outturn", folder: "openai-7", packageName: null, open: openOutturn },
  { name: "outturn-http", folder: "openai-7", packageName: null, open: openOutturnHttp },
  { name: "langfuse", folder: "openai-7", packageName: "@langfuse/openai", open: openLangfuse },
  { name: "openinference", folder: "openai-7", packageName: OPENINFERENCE, open: openPatched(OPENINFERENCE) },
  { name: "sentry", folder: "openai-7", packageName: "@sentry/node", open: openSentry },
  { name: "braintrust", folder: "openai-7", packageName: "braintrust", open: openBraintrust },
  { name: "bare-6", folder: "openai-6", packageName: null, open: openBare },
  { name: "outturn-6", folder: "openai-6", packageName: null, open: openOutturn },
  {
    name: "otel-contrib",
    folder: "openai-6",
    packageName: "@opentelemetry/instrumentation-openai",
    open: openContrib,
  },
  { name: "traceloop", folder: "openai-6", packageName: TRACELOOP, open: openPatched(TRACELOOP) },
];
