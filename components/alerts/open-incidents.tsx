import { PageLink } from "#components/controls/page-link.tsx";
import { showLength } from "#components/format/time.ts";

interface OpenIncidentsProps {
  /** Latest first. */
  readonly incidents: readonly { readonly id: string; readonly title: string; readonly since: Date }[];
  readonly now: Date;
}

/** Incidents named in the line; the others are counted. */
const NAMED = 3;

/** What is wrong right now, in one line; nothing where nothing is. */
export function OpenIncidents({ incidents, now }: OpenIncidentsProps) {
  if (incidents.length === 0) return null;
  const more = incidents.length - NAMED;
  return (
    <p className="pt-1 text-note">
      <b className="font-semibold text-bad">Alerting:</b>{" "}
      {incidents.slice(0, NAMED).map(({ id, title, since }, i) => (
        <span key={id}>
          {i === 0 ? "" : " · "}
          <PageLink href={`/alerts/${id}`} className="link">
            {title}
          </PageLink>{" "}
          <span className="text-mute">for {showLength(now.getTime() - since.getTime())}</span>
        </span>
      ))}
      {more > 0 ? (
        <>
          {" "}
          ·{" "}
          <PageLink href="/alerts?state=open" className="link">
            {more} more
          </PageLink>
        </>
      ) : null}
    </p>
  );
}
