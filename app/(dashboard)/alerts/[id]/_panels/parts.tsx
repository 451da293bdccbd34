import { Instant } from "#components/figures/instant.tsx";
import { describeScope, showValue } from "#lib/alerts/describe-finding.ts";
import type { ReadIncident } from "../../_data/read-incident.ts";
import { HeadRow } from "#components/tables/head-row.tsx";

/** The series that are this one incident. */
export function PartsPanel({ incident: { parts } }: { readonly incident: ReadIncident }) {
  return (
    <section aria-labelledby="parts" className="mt-7 min-w-0">
      <h2 id="parts" className="text-[13.5px] font-semibold">
        Where it shows
      </h2>
      <table className="ledger w-full">
        <caption className="sr-only">Series of this incident</caption>
        <HeadRow names={["Series", "seen", "expected", "from", "to"]} wideOnly={["from"]} />
        <tbody>
          {parts.map(({ ruleId, key, metric, scope, finding, firedAt, endedAt }) => (
            <tr key={`${ruleId} ${key}`} className="h-8">
              <th scope="row" className="py-1 pr-4 text-left font-normal wrap-anywhere">
                {metric.title} <span className="text-mute">{describeScope(scope)}</span>
              </th>
              <td className="num pl-3">{finding.seen === null ? "none" : showValue(metric, finding.seen)}</td>
              <td className="num pl-3">{showValue(metric, finding.expected)}</td>
              <td className="num pl-3 max-md:hidden">
                <Instant at={firedAt} to="minute" />
              </td>
              <td className="num pl-3">{endedAt === null ? "now" : <Instant at={endedAt} to="minute" />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
