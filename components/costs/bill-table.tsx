import type { ReactNode } from "react";
import { Unknown } from "#components/figures/unknown.tsx";
import { showMoney } from "#components/format/money.ts";
import { showCompact, showQuantity, showRate } from "#components/format/number.ts";
import type { Compared, Difference, Reconciliation } from "#lib/server/reconcile.ts";

interface BillTableProps {
  readonly comparison: Reconciliation;
  /** UTC days that an imported export covers, earliest first. */
  readonly days: readonly string[];
  /** The form that imports one. */
  readonly children: ReactNode;
}

const WORDS: Readonly<Record<Difference, string>> = {
  same: "as billed, within 1%",
  not_captured: "billed, and no call came in",
  partly_captured: "less than billed",
  more_than_billed: "more than billed",
  not_on_the_bill: "captured, and not on the bill",
  without_price: "some of its calls have no price here",
  of_no_model: "billed for no model",
};

/** The provider's bill beside what was captured, model by model, every difference named. */
export function BillTable({ comparison, days, children }: BillTableProps) {
  const { capturedShare, billed, captured, models } = comparison;
  return (
    <section aria-labelledby="bill" className="mt-9 border-t border-hair pt-5">
      <h2 id="bill" className="text-[13.5px] font-semibold">
        Against the provider&rsquo;s bill
      </h2>
      {days.length === 0 ? (
        <p className="mt-1 max-w-[760px] text-mute">
          No bill is imported for this range. Export usage or costs from OpenAI or Anthropic, as CSV or JSON, and import
          it here or with <code>npm run outturn -- reconcile FILE</code>: then what share of it was captured stands
          here.
        </p>
      ) : (
        <>
          <p className="mt-1 max-w-[760px]">
            {capturedShare === null ? (
              "The imported exports tell tokens, no dollars."
            ) : (
              <>
                <b className="font-semibold">{showRate(capturedShare)} of the bill was captured</b>:{" "}
                {showMoney(billed, 2)} billed, {showMoney(captured, 2)} counted here
              </>
            )}
            <span className="text-mute">
              {" "}
              ({showQuantity(days.length, "day")}, {days[0]} to {days.at(-1)}, UTC)
            </span>
          </p>
          <Models models={models} />
        </>
      )}
      <div className="mt-3">{children}</div>
    </section>
  );
}

function Models({ models }: { readonly models: readonly Compared[] }) {
  return (
    <table className="ledger mt-2 w-full max-w-[900px]">
      <caption className="sr-only">Billed and captured by model</caption>
      <thead>
        <tr>
          {["Model", "billed", "captured", "billed tokens", "captured tokens"].map((name, i) => (
            <th key={name} scope="col" className={i === 0 ? "th text-left" : `th num${i > 2 ? " max-md:hidden" : ""}`}>
              {name}
            </th>
          ))}
          <th scope="col" className="th pl-4 text-left">
            difference
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map((row) => (
          <tr key={`${row.provider}/${row.model}`} className="h-8">
            <th scope="row" className="text-left font-normal wrap-anywhere">
              {row.model === "" ? "no model" : row.model} <span className="text-mute">{row.provider}</span>
            </th>
            <td className="num">
              {row.billed === null ? <Unknown reason="not in the export" /> : showMoney(row.billed, 2)}
            </td>
            <td className="num">{showMoney(row.captured, 2)}</td>
            <td className="num max-md:hidden">
              {row.billedTokens === null ? (
                <Unknown reason="not in the export" />
              ) : (
                showCompact(Number(row.billedTokens))
              )}
            </td>
            <td className="num max-md:hidden">{showCompact(Number(row.capturedTokens))}</td>
            <td className={row.difference === "same" ? "pl-4 text-mute" : "pl-4"}>{WORDS[row.difference]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
