import { PageLink } from "#components/controls/page-link.tsx";
import { showPrice } from "#components/format/money.ts";
import { showCount } from "#components/format/number.ts";
import { isoDay } from "#components/format/time.ts";
import type { NanoUsd } from "#lib/domain/money.ts";
import { HeadRow } from "./head-row.tsx";

/** Prices of a million tokens from one day to another; null is not quoted. */
export interface PriceLine {
  readonly from: Date | null;
  readonly until: Date | null;
  readonly source: string;
  readonly input: NanoUsd | null;
  readonly cacheRead: NanoUsd | null;
  readonly cacheWrite: NanoUsd | null;
  readonly output: NanoUsd | null;
  /** What stands instead of prices: a percentage. */
  readonly words: string | null;
}

interface PriceLedgerProps {
  /** The table's entry; null where it lists no such model. */
  readonly label: string | null;
  readonly contextWindow: number | null;
  readonly deprecated: boolean;
  readonly abilities: readonly string[];
  /** Which price table, and how old it is. */
  readonly table: string;
  /** The latest first. */
  readonly lines: readonly PriceLine[];
}

/** What a model is sold for, now and before, and where that is from. */
export function PriceLedger({ label, contextWindow, deprecated, abilities, table, lines }: PriceLedgerProps) {
  const facts = [
    label === null ? "Not in the price table" : `Listed as ${label}`,
    contextWindow === null ? null : `${showCount(contextWindow)} tokens of context`,
    deprecated ? "deprecated" : null,
    abilities.length === 0 ? null : `sold with ${abilities.map((name) => name.replaceAll("_", " ")).join(", ")}`,
  ].filter((fact) => fact !== null);
  return (
    <section aria-labelledby="prices" className="mt-7 min-w-0">
      <h2 id="prices" className="text-[13.5px] font-semibold">
        Its price
      </h2>
      <p className="mt-0.5 text-note text-mute">
        {facts.join(" · ")}. Dollars a million tokens. List prices are those of {table}.
      </p>
      {lines.length === 0 ? (
        <p className="py-2">
          No price is known: its calls cost an unknown amount. <PageLink href="/settings#prices">Set one</PageLink>.
        </p>
      ) : (
        <table className="ledger mt-1 w-full">
          <caption className="sr-only">Price history</caption>
          <HeadRow names={["From", "input", "cache read", "cache write", "output"]} />
          <tbody>
            {lines.map((line) => (
              <Line key={`${line.source} ${line.from?.getTime() ?? ""}`} line={line} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Line({ line }: { readonly line: PriceLine }) {
  const { from, until, source, words } = line;
  return (
    <tr className="h-8">
      <th scope="row" className="py-1 pr-3 text-left font-normal">
        {from === null || from.getTime() === 0 ? "the beginning" : isoDay(from)}
        {until === null ? "" : ` to ${isoDay(until)}`}
        <span className="block text-note text-mute">{source}</span>
      </th>
      {words === null ? (
        [line.input, line.cacheRead, line.cacheWrite, line.output].map((nano, i) => (
          <td key={i} className="num">
            {nano === null ? <span className="text-mute">—</span> : showPrice(nano)}
          </td>
        ))
      ) : (
        <td className="num" colSpan={4}>
          {words}
        </td>
      )}
    </tr>
  );
}
