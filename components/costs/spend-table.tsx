import { groupOf, measure } from "#components/figures/measured.ts";
import { showPercent } from "#components/charts/show-percent.ts";
import { Unknown } from "#components/figures/unknown.tsx";
import { shareOf, showCents, showMoney } from "#components/format/money.ts";
import { showCount, showQuantity, showRate } from "#components/format/number.ts";
import { ModelName } from "#components/model-name.tsx";
import { cn } from "#components/ui/cn.ts";
import { divideHalfUp } from "#lib/domain/money.ts";
import type { SpendPart } from "./spend-part.ts";

interface SpendTableProps {
  readonly caption: string;
  readonly nameHead: string;
  readonly parts: readonly SpendPart[];
  readonly labelOf: (name: string) => string;
  readonly colourOf: (name: string) => string;
  /** Page behind a part; none where there is none. */
  readonly hrefOf: (name: string) => string | undefined;
  /** Field of the metrics API that the parts are told apart by; not given where no single one does. */
  readonly field?: string;
  /** False where calls cannot be told apart by it, as by kind of token. */
  readonly counted: boolean;
}

const HEADS = ["spend", "share", "calls", "per 1,000 calls", "unpriced", "possibly billed"] as const;

/** Every part with its spend, and beside it what the spend does not hold. */
export function SpendTable(props: SpendTableProps) {
  const { caption, nameHead, parts, counted } = props;
  const whole = parts.reduce((sum, { nano }) => sum + nano, 0n);
  const largest = parts.reduce((most, { nano }) => (nano > most ? nano : most), 0n);
  const heads = counted ? HEADS : HEADS.slice(0, 2);
  return (
    <table className="ledger mt-4 w-full table-fixed">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className="th w-[220px] text-left max-md:w-auto">
            {nameHead.charAt(0).toUpperCase() + nameHead.slice(1)}
          </th>
          <th scope="col" className="th max-md:hidden">
            <span className="sr-only">Bar</span>
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" className={cn("th num w-[104px] pl-4", head === "spend" || "max-md:hidden")}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <Row key={part.name} part={part} whole={whole} largest={largest} {...props} />
        ))}
      </tbody>
      <tfoot>
        <tr className="h-8 border-t border-ink font-semibold">
          <th scope="row" className="text-left">
            All
          </th>
          <td className="max-md:hidden" />
          <td className="num">{showMoney(whole)}</td>
          {heads.slice(1).map((head) => (
            <td key={head} className="num max-md:hidden">
              {head === "calls" ? showCount(parts.reduce((sum, { calls }) => sum + calls, 0)) : ""}
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

interface RowProps extends SpendTableProps {
  readonly part: SpendPart;
  readonly whole: bigint;
  /** Spend of the longest bar. */
  readonly largest: bigint;
}

function Row({ part, whole, largest, labelOf, colourOf, hrefOf, counted, field }: RowProps) {
  const { name, nano } = part;
  const share = shareOf(nano, whole);
  const href = hrefOf(name);
  const unknown = nano === 0n && part.unpricedCalls > 0;
  return (
    <tr {...(field === undefined ? {} : groupOf({ group: { [field]: name } }))} className="h-8">
      <th scope="row" className="py-1 pr-3 text-left font-normal">
        <ModelName model={labelOf(name)} colour={colourOf(name)} {...(href === undefined ? {} : { href })} />
        <span className="block pl-4 text-note text-mute md:hidden">
          {counted ? besides(part) : share === null ? "" : showRate(share)}
        </span>
      </th>
      <td className="max-md:hidden">
        <span
          aria-hidden
          className="block h-2.5"
          style={{ width: showPercent(shareOf(nano, largest) ?? 0), background: colourOf(name) }}
        />
      </td>
      <td {...measure("cost_usd")} className="num font-semibold">
        <SpendOf part={part} />
      </td>
      <td className="num pl-4 max-md:hidden">{share === null || unknown ? "—" : showRate(share)}</td>
      {counted ? <Counts part={part} unknown={unknown} /> : null}
    </tr>
  );
}

/** The calls behind the spend, and what it does not hold. */
function Counts({ part, unknown }: { readonly part: SpendPart; readonly unknown: boolean }) {
  const { nano, calls, unpricedCalls, possiblyBilled } = part;
  const priced = calls - unpricedCalls;
  const cell = "num pl-4 max-md:hidden";
  return (
    <>
      <td {...measure("calls + other_calls")} className={cell}>
        {showCount(calls)}
      </td>
      <td className={cell}>
        {unknown || priced <= 0 ? (
          <Unknown reason="none of these calls has a price" />
        ) : (
          showMoney(divideHalfUp(nano * 1000n, BigInt(priced)))
        )}
      </td>
      <td {...measure("unpriced_calls")} className={cell}>
        {unpricedCalls === 0 ? "·" : showCount(unpricedCalls)}
      </td>
      <td {...measure("possibly_billed_usd")} className={cell}>
        {possiblyBilled === 0n ? "·" : showCents(possiblyBilled)}
      </td>
    </>
  );
}

/** Where no call has a price, nothing is known of the spend: it must not look free. */
function SpendOf({ part: { nano, unpricedCalls } }: { readonly part: SpendPart }) {
  if (nano === 0n && unpricedCalls > 0)
    return <Unknown reason={`${showQuantity(unpricedCalls, "call")} without a price`} />;
  return showCents(nano);
}

/** The second line of a row where there is no room for columns. */
function besides({ calls, unpricedCalls, possiblyBilled }: SpendPart): string {
  const parts = [
    showQuantity(calls, "call"),
    unpricedCalls === 0 ? "" : `${showCount(unpricedCalls)} unpriced`,
    possiblyBilled === 0n ? "" : `possibly billed ${showCents(possiblyBilled)}`,
  ];
  return parts.filter((text) => text !== "").join(" · ");
}
