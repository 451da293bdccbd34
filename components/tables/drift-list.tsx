import { isoDay } from "#components/format/time.ts";
import type { Drift } from "#lib/analysis/find-drift.ts";

/** Names that another model answers than before; nothing where none has moved. */
export function DriftList({ drifts }: { readonly drifts: readonly Drift[] }) {
  if (drifts.length === 0) return null;
  return (
    <section aria-labelledby="drift" className="mt-7">
      <h2 id="drift" className="text-[13.5px] font-semibold">
        Names that answer as another model than before
      </h2>
      <p className="mt-0.5 text-note text-mute">
        Figures of such a name mix both models. Name the snapshot where that matters. Days are UTC.
      </p>
      <ul className="mt-1 border-b border-hair">
        {drifts.map(({ provider, requested, before, now, complete }) => (
          <li key={`${provider}/${requested}`} className="border-t border-hair py-1.5 wrap-anywhere">
            <b className="font-semibold">{requested}</b> answers as {now.served} since {isoDay(now.firstAt)}
            <span className="block text-note text-mute">
              before as {before.served}, {isoDay(before.firstAt)} to {isoDay(before.lastAt)}
              {complete ? "" : ": both still answered afterwards"}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
