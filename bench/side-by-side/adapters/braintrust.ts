import { atOnce, sdkOf } from "../seen.ts";
import type { OpenOptions, SdkClient, Seen, Subject } from "../seen.ts";

interface Row {
  readonly span_attributes?: { readonly name?: string };
  readonly metrics?: Readonly<Record<string, number>>;
  readonly error?: unknown;
  readonly [key: string]: unknown;
}

interface Braintrust {
  readonly _exportsForTestingOnly: {
    setInitialTestState(): void;
    simulateLoginForTests(): Promise<unknown>;
    useTestBackgroundLogger(): { drain(): Promise<readonly Row[]> };
  };
  initLogger(options: { readonly projectName: string; readonly projectId: string }): unknown;
  wrapOpenAI(client: SdkClient): SdkClient;
}

/** `braintrust` with its own logger for use without a server; rows are written as JSON, as its sender does. */
export async function openBraintrust({ load, keep }: OpenOptions): Promise<Subject> {
  const braintrust = load("braintrust") as Braintrust;
  const testing = braintrust._exportsForTestingOnly;
  testing.setInitialTestState();
  await testing.simulateLoginForTests();
  const logger = testing.useTestBackgroundLogger();
  braintrust.initLogger({ projectName: "bench", projectId: "bench" });
  const kept: Seen[] = [];
  const encoder = new TextEncoder();
  const flush = async (): Promise<void> => {
    const rows = await logger.drain();
    if (keep) kept.push(...rows.map(seen));
    else encoder.encode(JSON.stringify(rows));
  };
  return {
    sdk: sdkOf(load),
    wrap: (client) => braintrust.wrapOpenAI(client),
    around: atOnce,
    flush,
    drain: async () => {
      await flush();
      // A row without an end was begun and never finished.
      return kept.splice(0).filter(({ endMs }) => endMs > 0);
    },
  };
}

function seen(row: Row): Seen {
  const { metrics = {} } = row;
  return {
    name: row.span_attributes?.name ?? "",
    attributes: { ...row },
    failed: row.error !== undefined && row.error !== null,
    startMs: (metrics["start"] ?? 0) * 1000,
    endMs: (metrics["end"] ?? 0) * 1000,
  };
}
