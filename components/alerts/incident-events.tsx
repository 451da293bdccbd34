import { Instant } from "#components/figures/instant.tsx";

export interface ShownEvent {
  readonly id: bigint;
  readonly at: Date;
  readonly kind: string;
  readonly who: string | null;
  readonly text: string;
}

const WORDS: Readonly<Record<string, string>> = {
  opened: "opened",
  joined: "also shows in",
  ended: "over",
  acknowledged: "acknowledged",
  muted: "muted",
  comment: "comment",
};

/** The incident's history, oldest first. */
export function IncidentEvents({ events }: { readonly events: readonly ShownEvent[] }) {
  return (
    <ol className="mt-1">
      {events.map(({ id, at, kind, who, text }) => (
        <li key={String(id)} className="grid gap-x-4 py-0.5 md:grid-cols-[170px_minmax(0,1fr)]">
          <span className="text-mute tabular-nums">
            <Instant at={at} />
          </span>
          <span className="wrap-anywhere">
            {WORDS[kind] ?? kind}
            {who === null ? "" : ` by ${who}`}
            {text === "" ? "" : `: ${text}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
