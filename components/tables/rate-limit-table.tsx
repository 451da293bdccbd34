import { HeadRow } from "./head-row.tsx";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { Instant } from "#components/figures/instant.tsx";
import { Unknown } from "#components/figures/unknown.tsx";
import { showCompact, showQuantity, showRate } from "#components/format/number.ts";
import type { BusiestMinute, BusiestMinutes } from "#lib/analysis/busiest-minutes.ts";
import type { LimitSample } from "#lib/analysis/latest-rate-limits.ts";

interface RateLimitTableProps {
  readonly sample: LimitSample;
  readonly busiest: BusiestMinutes;
}

/** Of the table as a file. */
const COLUMNS = [
  { key: "name", name: "Limit" },
  { key: "limit", name: "Most", numeric: true },
  { key: "last", name: "Left at last", numeric: true },
  { key: "last_at", name: "Last stated (UTC)" },
  { key: "least", name: "Least left, share", numeric: true },
  { key: "least_at", name: "Then (UTC)" },
  { key: "busiest", name: "In the busiest minute", numeric: true },
  { key: "headroom", name: "Headroom then, share", numeric: true },
  { key: "busiest_at", name: "Busiest minute (UTC)" },
];

/** A model's rate limits as its provider stated them, the least that was ever left of each, and the room in the busiest minute. */
export function RateLimitTable({ sample: { sampled_tasks, limits }, busiest }: RateLimitTableProps) {
  return (
    <ChartFrame
      title="How near it comes to its rate limits"
      note={`As the provider's headers stated them, in the latest ${showQuantity(sampled_tasks, "task")} that began with it; the busiest minute is of this project's calls in the latest three days, beside a limit taken as one a minute.`}
      file="rate-limits"
      columns={COLUMNS}
      rows={limits.map((one) => ({
        name: one.name,
        limit: one.limit,
        last: one.last_remaining,
        last_at: one.last_at.toISOString(),
        least: one.least_share,
        least_at: one.least_at?.toISOString() ?? null,
        busiest: busiest.get(one.name)?.count ?? null,
        headroom: headroomOf(one.limit, busiest.get(one.name)),
        busiest_at: busiest.get(one.name)?.at.toISOString() ?? null,
      }))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">Rate limits with what was left of them</caption>
        <HeadRow
          names={["Limit", "most", "left at last", "least left", "at", "busiest minute", "headroom"]}
          wideOnly={["left at last", "at", "busiest minute"]}
          meanings={{ headroom: "What the busiest minute of the latest three days left of the limit" }}
        />
        <tbody>
          {limits.map(({ name, limit, last_remaining, least_share, least_at }) => (
            <tr key={name} className="h-8">
              <th scope="row" className="text-left font-normal">
                {name}
              </th>
              <td className="num">{limit === null ? <Unknown reason="no header said it" /> : showCompact(limit)}</td>
              <td className="num max-md:hidden">
                {last_remaining === null ? <Unknown reason="no header said it" /> : showCompact(last_remaining)}
              </td>
              <td className="num">
                {least_share === null ? <Unknown reason="no header said both" /> : showRate(least_share)}
              </td>
              <td className="num text-mute max-md:hidden">
                {least_at === null ? "" : <Instant at={least_at} to="minute" />}
              </td>
              <Busiest limit={limit} minute={busiest.get(name)} />
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}

/** Below zero where more was asked in a minute than the limit: providers allow bursts, or the limit was raised since. */
function headroomOf(limit: number | null, minute: BusiestMinute | undefined): number | null {
  return limit === null || limit === 0 || minute === undefined ? null : 1 - minute.count / limit;
}

function Busiest({ limit, minute }: { readonly limit: number | null; readonly minute: BusiestMinute | undefined }) {
  const headroom = headroomOf(limit, minute);
  return (
    <>
      <td className="num max-md:hidden">
        {minute === undefined ? (
          <Unknown reason="nothing is kept of single minutes of this range" />
        ) : (
          <>
            {showCompact(minute.count)} <span className="text-mute">at</span> <Instant at={minute.at} to="minute" />
          </>
        )}
      </td>
      <td className="num">
        {headroom === null ? <Unknown reason="no limit or no minute is known" /> : showRate(headroom)}
      </td>
    </>
  );
}
