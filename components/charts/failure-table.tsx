import { groupOf, measure } from "#components/figures/measured.ts";
import { PageLink } from "#components/controls/page-link.tsx";
import { LinkSwitch } from "#components/controls/link-switch.tsx";
import { showCents } from "#components/format/money.ts";
import { showCount, showRate } from "#components/format/number.ts";
import { ModelName } from "#components/model-name.tsx";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { cn } from "#components/ui/cn.ts";
import { FAILURE_WORDS } from "#components/words/failure-words.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { FAILURE_CLASSES, type FailureClass } from "#lib/domain/failure.ts";
import { parseUsd } from "#lib/domain/money.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { FAILURE_MEASURES, type FailureMeasure } from "./failure-measure.ts";

interface FailureTableProps {
  readonly title: string;
  /** Rows by a model field. */
  readonly rows: readonly MetricsRow[];
  readonly field: "model" | "entry_model";
  readonly measure: FailureMeasure;
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
  /** This page with another measure. */
  readonly measureHref: (measure: FailureMeasure) => string;
  /** What opens behind a class's name. */
  readonly classHref?: (failure: FailureClass) => string;
}

/** Most columns whose headings have room to lie level; more of them stand upright. */
const MOST_LEVEL = 10;

const FAILED = FAILURE_CLASSES.filter((failure) => failure !== "ok");

/** Value of a cell as a number to be shaded and as text; null where there is none. */
function cellOf(row: MetricsRow, failure: FailureClass, measure: FailureMeasure) {
  switch (measure) {
    case "calls": {
      const calls = row.failures[failure] ?? 0;
      return calls === 0 ? null : { size: calls, text: showCount(calls) };
    }
    case "tasks": {
      const tasks = row.failure_tasks[failure] ?? 0;
      return tasks === 0 ? null : { size: tasks, text: showCount(tasks) };
    }
    case "dollars":
      return dollarsOf(row, failure);
  }
}

function dollarsOf(row: MetricsRow, failure: FailureClass) {
  const nano = parseUsd(row.failure_cost_usd[failure] ?? "0");
  if (nano > 0n) return { size: Number(nano) / 1e9, text: showCents(nano) };
  // Calls of a model without a price cost something; a class of free failures costs nothing.
  return row.unpriced_calls > 0 && (row.failures[failure] ?? 0) > 0 ? { size: 0, text: "—" } : null;
}

/** Field of the metrics API behind each measure. */
const FIELD = { calls: "failures", tasks: "failure_tasks", dollars: "failure_cost_usd" } as const;

const failedCalls = (row: MetricsRow) => FAILED.reduce((sum, failure) => sum + (row.failures[failure] ?? 0), 0);

/** Models against failure classes, with the numbers in the cells. Only classes that occur have a column. */
export function FailureTable(props: FailureTableProps) {
  const { title, rows, field, measure, colours, hrefOf, measureHref, classHref } = props;
  const classes = FAILED.filter((failure) => rows.some((row) => (row.failures[failure] ?? 0) > 0));
  const ordered = rows.filter((row) => row.calls > 0).toSorted((a, b) => failedCalls(b) - failedCalls(a));
  return (
    <ChartFrame
      title={title}
      note={`Each call ends in exactly one class. ${field === "model" ? "By the model of the call." : "By the model the task began with."} Darker: nearer the largest figure.`}
      file={`failures-by-model-${measure}`}
      columns={[
        { key: "model", name: "Model" },
        { key: "all", name: "Calls", numeric: true },
        ...classes.map((key) => ({ key, name: key, numeric: true })),
      ]}
      rows={ordered.map((row) => ({
        model: String(row.group[field] ?? ""),
        all: row.calls,
        ...Object.fromEntries(classes.map((failure) => [failure, exported(row, failure, measure)])),
      }))}
      alternative={null}
      controls={
        <LinkSwitch
          label="What is counted"
          options={FAILURE_MEASURES.map((name) => ({ name, href: measureHref(name), here: name === measure }))}
        />
      }
    >
      {classes.length === 0 ? <p className="py-4">Every call ended ok.</p> : null}
      {classes.length === 0 ? null : (
        <>
          <Wide {...{ ordered, classes, field, measure, colours, hrefOf, classHref }} />
          <Narrow {...{ ordered, classes, field, measure, colours, hrefOf }} />
        </>
      )}
    </ChartFrame>
  );
}

function exported(row: MetricsRow, failure: FailureClass, measure: FailureMeasure): string | number {
  if (measure === "dollars") return row.failure_cost_usd[failure] ?? "0";
  return (measure === "calls" ? row.failures : row.failure_tasks)[failure] ?? 0;
}

interface BodyProps extends Pick<FailureTableProps, "field" | "measure" | "colours" | "hrefOf"> {
  readonly ordered: readonly MetricsRow[];
  readonly classes: readonly FailureClass[];
  readonly classHref?: FailureTableProps["classHref"] | undefined;
}

function Wide({ ordered, classes, field, measure: counted, colours, hrefOf, classHref }: BodyProps) {
  const sizes = ordered.flatMap((row) => classes.map((failure) => cellOf(row, failure, counted)?.size ?? 0));
  const largest = Math.max(...sizes, Number.MIN_VALUE);
  const upright = classes.length > MOST_LEVEL;
  return (
    <table className="w-full table-fixed max-md:hidden">
      <caption className="sr-only">Calls that failed, by model and class, in {counted}</caption>
      <thead>
        <tr>
          <th scope="col" className="th w-[150px] text-left">
            Model
          </th>
          {classes.map((failure) => (
            <th
              key={failure}
              scope="col"
              className={cn(
                "th px-1.5 text-right leading-tight",
                upright && "h-[104px] [&>*]:inline-block [&>*]:rotate-180 [&>*]:[writing-mode:vertical-rl]",
              )}
              title={FAILURE_WORDS[failure].meaning}
            >
              {classHref === undefined ? (
                <span>{FAILURE_WORDS[failure].label}</span>
              ) : (
                <PageLink href={classHref(failure)} scroll={false} className="quiet-link">
                  {FAILURE_WORDS[failure].label}
                </PageLink>
              )}
            </th>
          ))}
          <th scope="col" className="th num w-[72px]">
            failed
          </th>
          <th scope="col" className="th num w-[64px]">
            calls
          </th>
        </tr>
      </thead>
      <tbody>
        {ordered.map((row) => {
          const model = String(row.group[field] ?? "");
          const shown = { row, model, colour: colourOf(colours, model), href: hrefOf(model) };
          return <WideRow key={model} {...{ ...shown, classes, counted, largest }} />;
        })}
      </tbody>
    </table>
  );
}

interface WideRowProps {
  readonly row: MetricsRow;
  readonly model: string;
  readonly colour: string;
  readonly href: string;
  readonly classes: readonly FailureClass[];
  readonly counted: FailureMeasure;
  /** Size of the darkest cell. */
  readonly largest: number;
}

function WideRow({ row, model, colour, href, classes, counted, largest }: WideRowProps) {
  return (
    <tr {...groupOf(row)} className="h-7">
      <th scope="row" className="pr-2 text-left font-normal">
        <ModelName model={model} colour={colour} href={href} />
      </th>
      {classes.map((failure) => (
        <HeatCell
          key={failure}
          cell={cellOf(row, failure, counted)}
          formula={`${FIELD[counted]}.${failure}`}
          largest={largest}
        />
      ))}
      <td {...measure("failures / calls")} className="num font-semibold">
        {showRate(failedCalls(row) / row.calls)}
      </td>
      <td {...measure("calls")} className="num text-mute">
        {showCount(row.calls)}
      </td>
    </tr>
  );
}

function HeatCell({
  cell,
  formula,
  largest,
}: {
  readonly formula: string;
  readonly cell: { readonly size: number; readonly text: string } | null;
  readonly largest: number;
}) {
  if (cell === null)
    return (
      <td {...measure(formula)} className="num px-1.5 text-mute">
        ·
      </td>
    );
  // The square root keeps small cells visible beside a large one; at most 45 % keeps ink readable on it.
  const strength = 4 + 41 * Math.sqrt(cell.size / largest);
  return (
    <td
      {...measure(formula)}
      className="num border border-ground px-1.5"
      style={{ background: `color-mix(in srgb, var(--heat) ${strength.toFixed(0)}%, transparent)` }}
    >
      {cell.text}
    </td>
  );
}

/** At phone width each model is a line with its classes under it, most frequent first. */
function Narrow({ ordered, classes, field, measure, colours, hrefOf }: BodyProps) {
  return (
    <ul className="md:hidden">
      {ordered.map((row) => {
        const model = String(row.group[field] ?? "");
        const cells = classes
          .flatMap((failure) => {
            const cell = cellOf(row, failure, measure);
            return cell === null ? [] : [{ failure, ...cell }];
          })
          .sort((a, b) => b.size - a.size);
        return (
          <li key={model} className="border-t border-hair py-1.5">
            <span className="flex justify-between gap-3">
              <ModelName model={model} colour={colourOf(colours, model)} href={hrefOf(model)} />
              <span className="num">
                <b className="font-semibold">{showRate(failedCalls(row) / row.calls)}</b>{" "}
                <span className="text-mute">of {showCount(row.calls)}</span>
              </span>
            </span>
            <span className="block pl-4 text-note text-mute">
              {cells.length === 0
                ? "none failed"
                : cells.map(({ failure, text }) => `${FAILURE_WORDS[failure].label} ${text}`).join(" · ")}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
