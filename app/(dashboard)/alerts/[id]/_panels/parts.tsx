import { Instant } from "#components/figures/instant.tsx";
import { describeScope, showValue } from "#lib/alerts/describe-finding.ts";
import type { ReadIncident } from "../../_data/read-incident.ts";

/** The series that are this one incident. */
export function PartsPanel({ incident: { parts } }: { readonly incident: ReadIncident }) {
  return (
    <section aria-labelledby="parts" className="mt-7 min-w-0">
      <h2 id="parts" className="text-[13.5px] font-semibold">
        Where it shows
      </h2>
      <table className="ledger w-full">
        <caption className="sr-only">Series of this incident</caption>
        <thead>
          <tr>
            {["Series", "seen", "expected", "from", "to"].map((name, i) => (
              <th
                key={name}
                scope="col"
                className={i === 0 ? "th pr-4 text-left" : i === 3 ? "th num pl-3 max-md:hidden" : "th num pl-3"}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
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
