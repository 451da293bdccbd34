import { Instant } from "#components/figures/instant.tsx";
import { PageLink } from "#components/controls/page-link.tsx";
import { showQuantity } from "#components/format/number.ts";
import { showLength } from "#components/format/time.ts";
import { IncidentState } from "./incident-state.tsx";
import { HeadRow } from "#components/tables/head-row.tsx";

export interface ListedIncident {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly since: Date;
  readonly endedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly parts: readonly unknown[];
}

interface IncidentTableProps {
  readonly incidents: readonly ListedIncident[];
  readonly filtered: boolean;
}

/** Incidents, open ones first. */
export function IncidentTable({ incidents, filtered }: IncidentTableProps) {
  if (incidents.length === 0) return <NoIncident filtered={filtered} />;
  return (
    <table className="ledger w-full">
      <caption className="sr-only">Incidents</caption>
      <HeadRow
        names={["What", "state", "began", "lasted", "series"]}
        words={["What", "state"]}
        wideOnly={["began", "lasted", "series"]}
      />
      <tbody>
        {incidents.map((incident) => (
          <Row key={incident.id} incident={incident} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ incident }: { readonly incident: ListedIncident }) {
  const { id, title, family, since, endedAt, acknowledgedBy, parts } = incident;
  const lasted = endedAt === null ? "goes on" : showLength(endedAt.getTime() - since.getTime());
  return (
    <tr className="h-9">
      <th scope="row" className="py-1 pr-4 text-left font-normal wrap-anywhere">
        <PageLink href={`/alerts/${id}`} className="quiet-link">
          {title}
        </PageLink>
        <span className="block text-note text-mute">
          {family}
          <span className="md:hidden">
            {" "}
            · <Instant at={since} to="minute" /> · {lasted}
          </span>
        </span>
      </th>
      <td className="pr-4 whitespace-nowrap">
        <IncidentState ended={endedAt !== null} acknowledgedBy={acknowledgedBy} />
      </td>
      <td className="num max-md:hidden">
        <Instant at={since} to="minute" />
      </td>
      <td className="num max-md:hidden">{lasted}</td>
      <td className="num max-md:hidden" title={showQuantity(parts.length, "series", "series")}>
        {parts.length}
      </td>
    </tr>
  );
}

function NoIncident({ filtered }: { readonly filtered: boolean }) {
  return (
    <div className="max-w-[560px] py-6">
      <h2 className="text-[15px] font-semibold">{filtered ? "No incident like this" : "Nothing went wrong so far"}</h2>
      <p className="mt-1 text-mute">
        Every minute is judged against the same hours of past weeks. What stands out is listed here, and sent to your
        channels.
      </p>
      <p className="mt-3 flex gap-4">
        <PageLink href="/alerts/rules" className="link">
          What is watched
        </PageLink>
        <PageLink href="/alerts/channels" className="link">
          Where it is sent
        </PageLink>
      </p>
    </div>
  );
}
