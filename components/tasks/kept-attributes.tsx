import type { Call } from "#lib/domain/call.ts";
import type { KeptValue, TaskEvent } from "#lib/domain/task.ts";

interface KeptAttributesProps {
  readonly calls: readonly Call[];
  readonly events: readonly TaskEvent[];
}

interface Kept {
  readonly key: string;
  readonly of: string;
  readonly attributes: readonly (readonly [string, KeptValue])[];
}

function keptOf({ calls, events }: KeptAttributesProps): Kept[] {
  const of = (key: string, name: string, attributes: Readonly<Record<string, KeptValue>> = {}): Kept[] => {
    const entries = Object.entries(attributes);
    return entries.length === 0 ? [] : [{ key, of: name, attributes: entries }];
  };
  return [
    ...calls.flatMap((call, i) =>
      of(`${call.traceId}/${call.spanId}`, `Call ${i + 1}, ${call.model}`, call.facts.attributes),
    ),
    ...events.flatMap((event) => of(event.id, event.name, event.facts.attributes)),
  ];
}

/** What spans said beside all that is read by name; nothing where they said no more. */
export function KeptAttributes(props: KeptAttributesProps) {
  const kept = keptOf(props);
  if (kept.length === 0) return null;
  return (
    <section aria-labelledby="kept" className="mt-9 border-t border-hair pt-5">
      <h2 id="kept" className="text-[13.5px] font-semibold">
        Other attributes
      </h2>
      <p className="mt-1 text-mute">
        Kept as they came, short and without content; no figure is made of them unless a rule reads them.
      </p>
      {kept.map(({ key, of, attributes }) => (
        <details key={key} className="mt-2">
          <summary className="cursor-pointer wrap-anywhere">
            {of} <span className="text-mute">({attributes.length})</span>
          </summary>
          <dl className="mt-1 grid max-w-[900px] grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-x-4 font-mono text-note">
            {attributes.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="border-t border-hair py-1 break-all text-mute">{name}</dt>
                <dd className="border-t border-hair py-1 break-all">{String(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </section>
  );
}
