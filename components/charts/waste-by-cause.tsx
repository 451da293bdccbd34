import { groupOf, measure } from "#components/figures/measured.ts";
import { showCents } from "#components/format/money.ts";
import { showQuantity, showRate } from "#components/format/number.ts";
import { ModelName } from "#components/model-name.tsx";
import { colourOf, type ModelColours } from "#components/model-colours.ts";
import { WASTE_WORDS } from "#components/words/waste-words.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { parseUsd, type NanoUsd } from "#lib/domain/money.ts";
import { ChartFrame } from "./chart-frame.tsx";
import type { Column } from "./data-table.tsx";
import { groupText } from "./model-costs.ts";

interface WasteByCauseProps {
  /** Rows by `entry_model`. */
  readonly rows: readonly MetricsRow[];
  readonly colours: ModelColours;
  readonly hrefOf: (model: string) => string;
}

const COLUMNS: readonly Column[] = [
  { key: "model", name: "Model" },
  ...WASTE_WORDS.map(({ cause, label }) => ({ key: cause, name: `${label} USD`, numeric: true })),
  { key: "all", name: "Waste USD", numeric: true },
];

/** Bars drawn; the table and the CSV hold all models. */
const SHOWN = 10;

/** Stacked bars in dollars, most wasted first; causes that never occur are left out of the key. */
export function WasteByCause({ rows, colours, hrefOf }: WasteByCauseProps) {
  const wasted = rows
    .map((row) => ({ row, waste: parseUsd(row.waste_usd) }))
    .filter(({ waste }) => waste > 0n)
    .sort((a, b) => (a.waste < b.waste ? 1 : -1));
  const rest = wasted.slice(SHOWN);
  const most = wasted[0]?.waste ?? 0n;
  const causes = WASTE_WORDS.filter(({ cause }) => wasted.some(({ row }) => parseUsd(row.waste_by_cause[cause]) > 0n));
  return (
    <ChartFrame
      title="Where money is wasted"
      note="Dollars by cause. Every dollar has one cause, the first that fits."
      file="waste-by-cause"
      columns={COLUMNS}
      rows={wasted.map(({ row }) => ({
        model: groupText(row, "entry_model"),
        ...row.waste_by_cause,
        all: row.waste_usd,
      }))}
      alternative={`Waste by model: ${wasted.map(({ row, waste }) => `${groupText(row, "entry_model")} ${showCents(waste)}`).join(", ")}.`}
    >
      {wasted.length === 0 ? <p className="py-4">Nothing was wasted here.</p> : null}
      <ul>
        {wasted.slice(0, SHOWN).map(({ row, waste }) => {
          const model = groupText(row, "entry_model");
          return (
            <li
              key={model}
              {...groupOf(row)}
              className="grid min-h-7 grid-cols-[152px_minmax(0,1fr)_64px] items-center gap-2.5"
            >
              <ModelName model={model} colour={colourOf(colours, model)} href={hrefOf(model)} />
              <Bar row={row} waste={waste} most={most} />
              <b {...measure("waste_usd")} className="num font-semibold">
                {showCents(waste)}
              </b>
            </li>
          );
        })}
        {rest.length === 0 ? null : (
          <li className="flex h-7 items-center justify-between text-mute">
            <span className="pl-4">{showQuantity(rest.length, "other model")}</span>
            <span className="num">{showCents(rest.reduce((sum, { waste }) => sum + waste, 0n))}</span>
          </li>
        )}
      </ul>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-note text-mute">
        {causes.map(({ cause, label, colour }) => (
          <li key={cause} className="flex items-center gap-1.5">
            <span aria-hidden className="size-2" style={{ background: colour }} />
            {label}
          </li>
        ))}
      </ul>
    </ChartFrame>
  );
}

function Bar({ row, waste, most }: { readonly row: MetricsRow; readonly waste: NanoUsd; readonly most: NanoUsd }) {
  const width = Number(waste) / Number(most);
  return (
    <span aria-hidden className="flex h-3 min-w-0.5" style={{ width: `${(width * 100).toFixed(2)}%` }}>
      {WASTE_WORDS.map(({ cause, label, colour }) => {
        const part = parseUsd(row.waste_by_cause[cause]);
        if (part === 0n) return null;
        const share = Number(part) / Number(waste);
        return (
          <span
            key={cause}
            title={`${label}: ${showCents(part)} (${showRate(share, 0)})`}
            style={{ flex: `${share} 0 0`, background: colour }}
          />
        );
      })}
    </span>
  );
}
