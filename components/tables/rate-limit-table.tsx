import { HeadRow } from "./head-row.tsx";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { Instant } from "#components/figures/instant.tsx";
import { Unknown } from "#components/figures/unknown.tsx";
import { showCompact, showQuantity, showRate } from "#components/format/number.ts";
import type { LimitSample } from "#lib/analysis/latest-rate-limits.ts";

/** A model's rate limits as its provider stated them, and the least that was ever left of each. */
export function RateLimitTable({ sample: { sampled_tasks, limits } }: { readonly sample: LimitSample }) {
  return (
    <ChartFrame
      title="How near it comes to its rate limits"
      note={`As the provider's headers stated them, in the latest ${showQuantity(sampled_tasks, "task")} that began with it.`}
      file="rate-limits"
      columns={[
        { key: "name", name: "Limit" },
        { key: "limit", name: "Most", numeric: true },
        { key: "last", name: "Left at last", numeric: true },
        { key: "last_at", name: "Last stated (UTC)" },
        { key: "least", name: "Least left, share", numeric: true },
        { key: "least_at", name: "Then (UTC)" },
      ]}
      rows={limits.map((one) => ({
        name: one.name,
        limit: one.limit,
        last: one.last_remaining,
        last_at: one.last_at.toISOString(),
        least: one.least_share,
        least_at: one.least_at?.toISOString() ?? null,
      }))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">Rate limits with what was left of them</caption>
        <HeadRow names={["Limit", "most", "left at last", "least left", "at"]} wideOnly={["at"]} />
        <tbody>
          {limits.map(({ name, limit, last_remaining, least_share, least_at }) => (
            <tr key={name} className="h-8">
              <th scope="row" className="text-left font-normal">
                {name}
              </th>
              <td className="num">{limit === null ? <Unknown reason="no header said it" /> : showCompact(limit)}</td>
              <td className="num">
                {last_remaining === null ? <Unknown reason="no header said it" /> : showCompact(last_remaining)}
              </td>
              <td className="num">
                {least_share === null ? <Unknown reason="no header said both" /> : showRate(least_share)}
              </td>
              <td className="num text-mute max-md:hidden">
                {least_at === null ? "" : <Instant at={least_at} to="minute" />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}
