import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { groupOf, measure } from "#components/figures/measured.ts";
import { Unknown } from "#components/figures/unknown.tsx";
import { showMoney } from "#components/format/money.ts";
import { showCompact, showDuration } from "#components/format/number.ts";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { ModelName } from "#components/model-name.tsx";
import { FAILURE_WORDS } from "#components/words/failure-words.ts";
import { WASTE_WORDS } from "#components/words/waste-words.ts";
import { cn } from "#components/ui/cn.ts";
import type { Call } from "#lib/domain/call.ts";
import type { JudgedCall } from "#lib/fold/read-task.ts";
import type { TaskSummary } from "#lib/store/task-summary.ts";
import { CallTimeline } from "./call-timeline.tsx";
import { TaskCost } from "./task-cost.tsx";

interface TaskWaterfallProps {
  readonly task: TaskSummary;
  readonly calls: readonly JudgedCall[];
  readonly colours: ModelColours;
}

function inputOf({ usage }: Call): number | null {
  if (usage === null) return null;
  const parts = [usage.inputUncached, usage.cacheRead, usage.cacheWrite5m, usage.cacheWrite1h];
  return parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/** What is to be said of a call beside its bar: how it ended, its retries, what was wrong with its tools, what it wasted. */
function notesOf({ call, retries, reask, waste }: JudgedCall): string[] {
  const resent = retries?.retries ?? 0;
  const tools = call.toolCalls.map(({ name, verdict, violations }) => {
    const where = violations.map(({ kind, path }) => `${path === "" ? "/" : path} ${kind.replaceAll("_", " ")}`);
    return verdict === "valid" ? name : `${name}: ${[verdict.replaceAll("_", " "), ...where].join(", ")}`;
  });
  const wasted = waste === null ? null : WASTE_WORDS.find(({ cause }) => cause === waste.cause)?.label;
  return [
    call.fromCache ? "answered from a cache" : "",
    reask ? "re-ask" : "",
    resent > 0 ? `${resent} ${resent === 1 ? "retry" : "retries"}` : "",
    ...tools,
    waste === null || waste.nano === 0n ? "" : `wasted ${showMoney(waste.nano)}: ${wasted}`,
  ].filter((note) => note !== "");
}

/** A task's calls on its time, and the ledger that adds up to its cost. */
export function TaskWaterfall({ task, calls, colours }: TaskWaterfallProps) {
  return (
    <ChartFrame
      title="Its calls, and what each cost"
      note="Filled: an attempt; red: one that failed; dashed: waiting before a retry. The costs add up to the task's."
      file="task"
      columns={["model", "class", "duration_ms", "input_tokens", "output_tokens", "cost_usd"].map((key) => ({
        key,
        name: key,
      }))}
      rows={calls.map(({ call }) => ({
        model: call.model,
        class: call.failure,
        duration_ms: (call.endUs - call.startUs) / 1000,
        input_tokens: inputOf(call),
        output_tokens: call.usage?.output ?? null,
        cost_usd: call.cost.total === null ? null : showMoney(call.cost.total, 9).slice(1),
      }))}
      alternative={null}
    >
      {calls.length === 0 ? <p className="py-4">Its calls are gone: older than this project keeps them.</p> : null}
      <table {...groupOf({ group: { task: task.taskId } })} className="ledger w-full table-fixed">
        <caption className="sr-only">Calls of the task in order, with their cost</caption>
        <Head />
        <tbody>
          {calls.map((judged, i) => (
            <CallRow
              at={i}
              key={`${judged.call.traceId}/${judged.call.spanId}`}
              judged={judged}
              task={task}
              colours={colours}
            />
          ))}
        </tbody>
        <tfoot>
          <tr className="h-9 border-t border-ink font-semibold">
            <th scope="row" className="text-left">
              All calls
            </th>
            <td className="max-md:hidden" colSpan={4} />
            <td {...measure("cost_usd")} className="num">
              <TaskCost {...task} />
            </td>
          </tr>
        </tfoot>
      </table>
    </ChartFrame>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col" className="th w-[280px] text-left max-md:w-auto">
          Call
        </th>
        <th scope="col" className="th text-left max-md:hidden">
          Time
        </th>
        {["took", "in", "out"].map((name) => (
          <th key={name} scope="col" className="th num w-[68px] max-md:hidden">
            {name}
          </th>
        ))}
        <th scope="col" className="th num w-[112px]">
          cost
        </th>
      </tr>
    </thead>
  );
}

interface CallRowProps {
  /** Its place among the calls of the task. */
  readonly at: number;
  readonly judged: JudgedCall;
  readonly task: TaskSummary;
  readonly colours: ModelColours;
}

function CallRow({ at, judged, task, colours }: CallRowProps) {
  const { call } = judged;
  const input = inputOf(call);
  const output = call.usage?.output ?? null;
  const colour = colourOf(colours, call.model);
  const failed = call.failure !== "ok";
  const tokens = (count: number | null) =>
    count === null ? <Unknown reason="the emitter sent no usage" /> : showCompact(count);
  return (
    <tr className="align-top">
      <th scope="row" className="py-1.5 pr-3 text-left font-normal">
        <span className="flex items-center justify-between gap-2">
          <ModelName model={call.model} colour={colour} />
          <span className={cn("shrink-0 text-note", failed ? "text-bad" : "text-mute")}>
            {call.operation === "generation" ? FAILURE_WORDS[call.failure].label : call.operation}
          </span>
        </span>
        <span className="block pl-4 text-note break-words text-mute">{notesOf(judged).join(" · ")}</span>
      </th>
      <td className="py-2 max-md:hidden">
        <CallTimeline call={call} colour={colour} startUs={task.startUs} endUs={task.endUs} />
      </td>
      <td {...measure(`calls.${at}.duration_ms`)} className="num py-1.5 max-md:hidden">
        {showDuration((call.endUs - call.startUs) / 1000)}
      </td>
      <td {...measure(`calls.${at}.input_tokens`)} className="num py-1.5 max-md:hidden">
        {tokens(input)}
      </td>
      <td {...measure(`calls.${at}.tokens.output`)} className="num py-1.5 max-md:hidden">
        {tokens(output)}
      </td>
      <td {...measure(`calls.${at}.cost_usd`)} className="num py-1.5" title={call.cost.source ?? undefined}>
        {call.cost.total === null ? <Unknown reason="no price or no usage" /> : showMoney(call.cost.total)}
      </td>
    </tr>
  );
}
