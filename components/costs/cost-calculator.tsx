import { Unknown } from "#components/figures/unknown.tsx";
import { showMoney } from "#components/format/money.ts";
import { showCount } from "#components/format/number.ts";
import { BUTTON } from "#components/ui/button.ts";
import { divideHalfUp, type NanoUsd } from "#lib/domain/money.ts";

interface Priced {
  readonly total: NanoUsd;
  readonly source: string;
}

export interface PricedModel {
  readonly provider: string;
  readonly model: string;
  /** Null where the model has no known price; likewise in batches. */
  readonly single: Priced | null;
  readonly batch: Priced | null;
}

interface Asked {
  readonly tasks: number;
  readonly callsPerTask: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedPercent: number;
  readonly models: readonly string[];
}

interface CostCalculatorProps {
  readonly asked: Asked;
  /** All of a month. */
  readonly calls: number;
  /** Whether the figures it starts from were measured. */
  readonly measured: boolean;
  /** Names of the fields in the address. */
  readonly names: Readonly<Record<keyof Asked, string>>;
  /** The rest of the address. */
  readonly carried: Readonly<Record<string, string>>;
  readonly models: readonly PricedModel[];
}

/** What so much work a month would cost on each model. A plain form: its answer has an address. */
export function CostCalculator({ asked, calls, measured, names, carried, models }: CostCalculatorProps) {
  const cheapestFirst = [...models].sort((a, b) => compare(a.single, b.single) || (a.model < b.model ? -1 : 1));
  return (
    <section aria-labelledby="calculator" className="mt-9 border-t border-hair pt-5">
      <h2 id="calculator" className="text-[13.5px] font-semibold">
        What a month would cost
      </h2>
      <p className="mt-1 max-w-[760px] text-mute">
        {measured
          ? "Starts from the tasks, calls and tokens of this view, a month being 30 days of it."
          : "Nothing is measured in this view: the figures are an example."}{" "}
        At the prices in force now, the same tokens on every model. Models use different numbers of tokens for the same
        work, and cache differently: this is arithmetic, not a forecast.
      </p>
      <Form asked={asked} names={names} carried={carried} />
      <table className="ledger mt-4 w-full max-w-[760px]">
        <caption className="sr-only">Cost of a month by model</caption>
        <thead>
          <tr>
            <th scope="col" className="th text-left">
              Model
            </th>
            <th scope="col" className="th num pl-3">
              a task
            </th>
            <th scope="col" className="th num pl-3">
              {showCount(asked.tasks)} tasks
            </th>
            <th scope="col" className="th num pl-3">
              in batches
            </th>
          </tr>
        </thead>
        <tbody>
          {cheapestFirst.map((row) => (
            <tr key={`${row.provider}/${row.model}`} className="h-8">
              <th scope="row" className="py-1 text-left font-normal wrap-anywhere">
                {row.model}
                <span className="block text-note text-mute max-md:hidden">{row.single?.source}</span>
              </th>
              <td className="num pl-3">
                {row.single === null || asked.tasks === 0 ? (
                  <NoPrice />
                ) : (
                  showMoney(divideHalfUp(row.single.total, BigInt(asked.tasks)))
                )}
              </td>
              <td className="num pl-3">{row.single === null ? <NoPrice /> : showMoney(row.single.total, 2)}</td>
              <td className="num pl-3">{row.batch === null ? <NoPrice /> : showMoney(row.batch.total, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 text-note text-mute">{showCount(calls)} calls in all.</p>
    </section>
  );
}

function NoPrice() {
  return <Unknown reason="no price is known" />;
}

function compare(a: Priced | null, b: Priced | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.total < b.total ? -1 : a.total > b.total ? 1 : 0;
}

const INPUT =
  "h-8 w-full rounded-md border border-hair bg-ground px-2 text-right text-body text-ink tabular-nums max-md:text-[16px]";

function Form({ asked, names, carried }: Pick<CostCalculatorProps, "asked" | "names" | "carried">) {
  const fields = [
    { name: names.tasks, label: "Tasks a month", value: asked.tasks, width: "112px" },
    { name: names.callsPerTask, label: "Calls a task", value: asked.callsPerTask, width: "84px" },
    { name: names.inputTokens, label: "Input tokens a call", value: asked.inputTokens, width: "124px" },
    { name: names.outputTokens, label: "Output tokens a call", value: asked.outputTokens, width: "130px" },
    { name: names.cachedPercent, label: "Read from cache, %", value: asked.cachedPercent, width: "124px" },
  ];
  return (
    <form method="get" action="/costs#calculator" className="no-print mt-3 flex flex-wrap items-end gap-x-3 gap-y-2">
      {Object.entries(carried).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map(({ name, label, value, width }) => (
        <label key={name} style={{ width }} className="text-note text-mute">
          <span className="mb-1 block">{label}</span>
          <input name={name} defaultValue={value} inputMode="decimal" autoComplete="off" className={INPUT} />
        </label>
      ))}
      <label className="w-[220px] max-w-full text-note text-mute">
        <span className="mb-1 block">Also these models, by comma</span>
        <input
          name={names.models}
          defaultValue={asked.models.join(", ")}
          autoComplete="off"
          spellCheck={false}
          className={`${INPUT} text-left`}
        />
      </label>
      <button type="submit" className={`${BUTTON} h-8`}>
        Calculate
      </button>
    </form>
  );
}
