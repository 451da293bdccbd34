import { groupOf, measure } from "#components/figures/measured.ts";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { showCompact, showQuantity, showRate } from "#components/format/number.ts";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";
import { HeadRow } from "./head-row.tsx";

const KINDS = [
  { key: "input_uncached", name: "Input, uncached" },
  { key: "cache_read", name: "Input from cache" },
  { key: "cache_write", name: "Written to cache" },
  { key: "output", name: "Output" },
] as const;

const ALL = KINDS.map(({ key }) => `tokens.${key}`).join(" + ");

/** A model's tokens in exclusive kinds, so that they add up. */
export function TokenLedger({ row }: { readonly row: MetricsRow }) {
  const lines = KINDS.map(({ key, name }) => ({ name, field: `tokens.${key}`, tokens: row.tokens[key] ?? 0 }));
  const total = lines.reduce((sum, { tokens }) => sum + tokens, 0);
  const seen = row.usage_calls;
  const reasoning = row.tokens.reasoning ?? 0;
  return (
    <ChartFrame
      title="Its tokens"
      note={`${showQuantity(seen, "call")} with usage${row.calls_without_usage > 0 ? `, ${showQuantity(row.calls_without_usage, "call")} without` : ""}. The kinds do not overlap.${reasoning > 0 ? ` Output includes ${showCompact(reasoning)} reasoning.` : ""}`}
      file="tokens"
      columns={[
        { key: "name", name: "Kind" },
        { key: "tokens", name: "Tokens", numeric: true },
      ]}
      rows={lines.map(({ name, tokens }) => ({ name, tokens }))}
      alternative={null}
    >
      {seen === 0 ? (
        <p className="py-2">No call carries usage.</p>
      ) : (
        <table className="ledger w-full">
          <caption className="sr-only">Tokens by kind</caption>
          <HeadRow names={["Kind", "tokens", "share", "per call"]} />
          <tbody {...groupOf(row)}>
            {[...lines, { name: "All", field: ALL, tokens: total }].map(({ name, field, tokens }) => (
              <tr key={name} className={name === "All" ? "h-8 font-semibold" : "h-8"}>
                <th scope="row" className={`text-left ${name === "All" ? "font-semibold" : "font-normal"}`}>
                  {name}
                </th>
                <td {...measure(field)} className="num">
                  {showCompact(tokens)}
                </td>
                <td className="num">{total === 0 ? "—" : showRate(tokens / total)}</td>
                <td {...measure(`(${field}) / usage_calls`)} className="num">
                  {showCompact(tokens / seen)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </ChartFrame>
  );
}
