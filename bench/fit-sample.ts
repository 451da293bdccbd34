/**
 * Prints the constants of `lib/sample/fitted.ts` from the recorded benchmark tasks, read in place:
 *   node bench/fit-sample.ts [DIR]        (default ../shared/data/bench; OUTTURN_SHARED_DATA may name the data folder)
 * Medians are geometric, spreads the standard deviation of the natural logarithm. Nothing is written.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

interface RecordedTask {
  readonly task_key: string;
  readonly dataset: string;
  readonly category: string;
  readonly model: string;
  readonly outcome: string;
}

interface RecordedCall {
  readonly task_key: string;
  readonly call_index: number;
  readonly role: string;
  readonly status: string;
  readonly attempt_result?: string;
  readonly latency_s?: number;
  readonly ttft_s?: number;
  readonly usage?: {
    readonly input?: number;
    readonly output?: number;
    readonly cache_read?: number;
    readonly reasoning?: number;
  };
  readonly tool_calls?: readonly { readonly valid?: boolean; readonly errors?: readonly RecordedViolation[] }[];
}

interface RecordedViolation {
  readonly path: string;
  readonly expected: string;
  readonly value?: string;
}

const directory = process.argv[2] ?? join(process.env["OUTTURN_SHARED_DATA"] ?? "../shared/data", "bench");
if (!existsSync(join(directory, "calls.jsonl.gz"))) {
  console.error(
    `${directory} holds no calls.jsonl.gz: name the folder of the recorded benchmark as the first argument.`,
  );
  process.exit(1);
}

/** The rows of one recording; their shape is the recording's own and is trusted here. */
function rowsOf<T>(name: string): T[] {
  const text = gunzipSync(readFileSync(join(directory, name)))
    .toString("utf8")
    .trim();
  return text.split("\n").map((line) => JSON.parse(line) as T);
}

const tasks = rowsOf<RecordedTask>("tasks.jsonl.gz");
const callsByTask = Map.groupBy(
  rowsOf<RecordedCall>("calls.jsonl.gz").filter((call) => call.role !== "user_sim"),
  (call) => call.task_key,
);

function logMoments(values: readonly (number | undefined)[]): { median: number; spread: number } {
  const logs = values.flatMap((value) => (value !== undefined && value > 0 ? [Math.log(value)] : []));
  if (logs.length === 0) return { median: 0, spread: 0 };
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
  return { median: Math.exp(mean), spread: Math.sqrt(variance) };
}

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, v) => total + (v ?? 0), 0);
const short = (value: number, digits: number): number => Number(value.toFixed(digits));

function describe(calls: readonly RecordedCall[]) {
  const answered = calls.filter((call) => call.status === "ok");
  const input = logMoments(answered.map((call) => call.usage?.input));
  const output = logMoments(answered.map((call) => call.usage?.output));
  const latency = logMoments(answered.map((call) => call.latency_s));
  const ttft = logMoments(answered.map((call) => call.ttft_s));
  const inputs = sum(answered.map((call) => call.usage?.input));
  const outputs = sum(answered.map((call) => call.usage?.output));
  return {
    input: Math.round(input.median),
    inputSpread: short(input.spread, 2),
    output: Math.round(output.median),
    outputSpread: short(output.spread, 2),
    latency: short(latency.median, 2),
    latencySpread: short(latency.spread, 2),
    ttft: short(ttft.median, 2),
    ttftSpread: short(ttft.spread, 2),
    cached: inputs ? short(sum(answered.map((call) => call.usage?.cache_read)) / inputs, 2) : 0,
    reasoning: outputs ? short(sum(answered.map((call) => call.usage?.reasoning)) / outputs, 2) : 0,
  };
}

function kindOf({ expected, value }: RecordedViolation): string {
  if (expected === "undefined") return "unexpected_property";
  if (value === undefined || value === "undefined") return "missing_required";
  if (/Format|MinItems|MaxItems|Pattern|MaxLength|matched/.test(expected)) return "constraint";
  if (/^\(?"[^"]*"( \| |\)?$)/.test(expected)) return "not_in_enum";
  return "wrong_type";
}

const pointer = (path: string): string =>
  path
    .replace(/^\$input\.?/, "/")
    .replaceAll(/\[(\d+)\]/g, "/$1")
    .replaceAll(".", "/");

/** One line of `lib/sample/fitted-cells.ts` a model and category. */
function printSchemaCells(): void {
  const cells = Map.groupBy(
    tasks.filter((task) => task.dataset === "wrtn-validate"),
    (task) => `${task.category} ${task.model}`,
  );
  for (const [cell, members] of [...cells].sort(([a], [b]) => a.localeCompare(b))) {
    const [category, model] = cell.split(" ");
    const calls = members.flatMap((task) => callsByTask.get(task.task_key) ?? []);
    const first = calls.filter((call) => call.call_index === 0);
    const reasks = calls.filter((call) => call.call_index > 0);
    const valid = (list: readonly RecordedCall[]): number => list.filter((c) => c.attempt_result === "success").length;
    const errors = calls.filter((call) => call.status !== "ok").length;
    const noCall = calls.filter((call) => call.attempt_result === "nothing").length;
    const p = describe(calls);
    const counts = [members.length, valid(first), reasks.length, valid(reasks), errors, noCall];
    const profile = [p.input, p.inputSpread, p.output, p.outputSpread, p.latency, p.latencySpread, p.cached];
    console.log(`["${model}", "${category}", [${counts.join(", ")}], [${profile.join(", ")}]],`);
  }
}

function printOtherCells(dataset: string): void {
  const cells = Map.groupBy(
    tasks.filter((task) => task.dataset === dataset),
    (task) => task.model,
  );
  for (const [model, members] of cells) {
    const lists = members.map((task) => callsByTask.get(task.task_key) ?? []);
    const steps = logMoments(lists.map((list) => list.length));
    const succeeded = members.filter((task) => task.outcome === "success").length;
    const tools = sum(lists.flat().map((call) => call.tool_calls?.length));
    const steps2 = { median: short(steps.median, 1), spread: short(steps.spread, 2) };
    console.log(
      dataset,
      model,
      members.length,
      succeeded,
      JSON.stringify({ steps: steps2, tools, calls: lists.flat().length }),
    );
    console.log("  ", JSON.stringify(describe(lists.flat())));
  }
}

function printViolations(): void {
  const seen = new Map<string, number>();
  for (const task of tasks) {
    for (const call of callsByTask.get(task.task_key) ?? []) {
      for (const violation of call.tool_calls?.flatMap((tool) => tool.errors ?? []) ?? []) {
        const key = `${task.category} ${kindOf(violation)} ${pointer(violation.path)}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
  }
  for (const [key, count] of [...seen].sort((a, b) => b[1] - a[1]).slice(0, 60)) console.log(count, key);
}

printSchemaCells();
printOtherCells("tau2");
printOtherCells("ttft-modelsweep");
printViolations();
