import { HOUR_MS, MINUTE_MS } from "#lib/domain/time.ts";
import type { AnyMeasure } from "#lib/fold/measures.ts";
import { addMeasure, emptySums } from "#lib/fold/sums.ts";
import { CellCollector } from "#lib/store/collect-cells.ts";
import { inTransaction } from "#lib/store/in-transaction.ts";
import { saveCells } from "#lib/store/save-cells.ts";
import type { OpenProject } from "#tests/integration/store/open-project.ts";

/** Traffic of one model, a number of calls a minute of which a share needs a retry: put into the roll-ups as folds would. */
export interface Traffic {
  readonly model?: string;
  readonly provider?: string;
  readonly taskType?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly callsAMinute: number;
  /** Of each minute, in order: fixed, so that a test knows what it sees. */
  readonly retriedShare: (minuteMs: number) => number;
  readonly failedShare?: (minuteMs: number) => number;
}

/** Whole minutes for the last three days, whole hours before. */
export async function playTraffic({ store, projectId }: OpenProject, traffic: Traffic): Promise<void> {
  const { model = "gpt-5", provider = "openai", taskType = "lead_qualification", callsAMinute } = traffic;
  const cells = new CellCollector(projectId);
  const dimensions = [model, provider, taskType, "", ""];
  for (let hour = Math.floor(traffic.fromMs / HOUR_MS) * HOUR_MS; hour < traffic.toMs; hour += HOUR_MS) {
    let [calls, retried, failed] = [0, 0, 0];
    for (let at = Math.max(hour, traffic.fromMs); at < Math.min(hour + HOUR_MS, traffic.toMs); at += MINUTE_MS) {
      const own = Math.round(callsAMinute * traffic.retriedShare(at));
      const ownFailed = Math.round(callsAMinute * (traffic.failedShare?.(at) ?? 0));
      cells.add([
        { key: { grain: "call", split: "minute", hourMs: at, dimensions }, sums: sums(callsAMinute, own, ownFailed) },
      ]);
      [calls, retried, failed] = [calls + callsAMinute, retried + own, failed + ownFailed];
    }
    if (calls > 0)
      cells.add([
        { key: { grain: "call", split: "none", hourMs: hour, dimensions }, sums: sums(calls, retried, failed) },
      ]);
  }
  await inTransaction(store.pool, async (client) => saveCells(client, await cells.cells()));
}

/** Tool calls of one tool, 30 a minute, of which a share is invalid. */
export async function playTool(
  { store, projectId }: OpenProject,
  { tool, fromMs, toMs, invalidShare }: Pick<Traffic, "fromMs" | "toMs"> & ToolTraffic,
): Promise<void> {
  const cells = new CellCollector(projectId);
  const dimensions = ["gpt-5", "openai", "lead_qualification", "", tool];
  for (let at = fromMs; at < toMs; at += MINUTE_MS) {
    const invalid = Math.round(30 * invalidShare(at));
    const total = emptySums();
    addMeasure(total, "tool_calls", 30);
    addMeasure(total, "valid_tool_calls", 30 - invalid);
    addMeasure(total, "f_invalid_arguments", invalid);
    cells.add([{ key: { grain: "call", split: "tool", hourMs: at, dimensions }, sums: total }]);
  }
  await inTransaction(store.pool, async (client) => saveCells(client, await cells.cells()));
}

interface ToolTraffic {
  readonly tool: string;
  readonly invalidShare: (minuteMs: number) => number;
}

function sums(calls: number, retried: number, failed: number) {
  const counts: [AnyMeasure, number][] = [
    ["calls", calls],
    ["usage_calls", calls],
    ["calls_with_attempts", calls],
    ["retried_calls", retried],
    ["retries", retried],
    ["f_rate_limited", failed],
    ["f_ok", calls - failed],
    ["cost", calls * 1_000_000],
  ];
  const total = emptySums();
  for (const [name, n] of counts) addMeasure(total, name, BigInt(n));
  return total;
}
