import { PageLink } from "#components/controls/page-link.tsx";
import { showLength } from "#components/format/time.ts";

interface IncidentLineProps {
  /** Before the first of them: what they have in common. */
  readonly head: string;
  /** Latest first. */
  readonly incidents: readonly ListedIncident[];
  readonly now: Date;
  /** Where those are listed that are only counted. */
  readonly moreHref: string;
}

interface ListedIncident {
  readonly id: string;
  readonly title: string;
  readonly since: Date;
  /** Null while it goes on. */
  readonly endedAt: Date | null;
}

/** Incidents named in the line; the others are counted. */
const NAMED = 3;

/** Incidents in one line; nothing where there are none. */
export function IncidentLine({ head, incidents, now, moreHref }: IncidentLineProps) {
  if (incidents.length === 0) return null;
  const more = incidents.length - NAMED;
  const isOpen = incidents.some(({ endedAt }) => endedAt === null);
  return (
    <p className="pt-1 text-note">
      <b className={isOpen ? "font-semibold text-bad" : "font-semibold"}>{head}:</b>{" "}
      {incidents.slice(0, NAMED).map(({ id, title, since, endedAt }, i) => (
        <span key={id}>
          {i === 0 ? "" : " · "}
          <PageLink href={`/alerts/${id}`} className="link">
            {title}
          </PageLink>{" "}
          <span className="text-mute">
            for {showLength((endedAt ?? now).getTime() - since.getTime())}
            {endedAt === null ? "" : ", over"}
          </span>
        </span>
      ))}
      {more > 0 ? (
        <>
          {" "}
          ·{" "}
          <PageLink href={moreHref} className="link">
            {more} more
          </PageLink>
        </>
      ) : null}
    </p>
  );
}
