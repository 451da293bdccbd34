import { BUTTON } from "#components/ui/button.ts";

const FIELDS = [
  { name: "id", label: "Id contains", width: "w-40", mode: "text" },
  { name: "min_cost", label: "Costs at least, $", width: "w-28", mode: "decimal" },
  { name: "min_seconds", label: "Took at least, s", width: "w-28", mode: "decimal" },
  { name: "failed_check", label: "Failed the check", width: "w-40", mode: "text" },
] as const;

interface TaskSearchProps {
  readonly values: Readonly<Record<(typeof FIELDS)[number]["name"], string>>;
  /** The rest of the view, which searching keeps. */
  readonly kept: Readonly<Record<string, string>>;
}

/** A form that the address answers, so that a search can be shared and works before any script has run. */
export function TaskSearch({ values, kept }: TaskSearchProps) {
  return (
    <form method="get" action="/tasks" role="search" className="no-print mt-3 flex flex-wrap items-end gap-x-3 gap-y-2">
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {FIELDS.map(({ name, label, width, mode }) => (
        <label key={name} className="block text-note text-mute">
          {label}
          <input
            key={values[name]}
            name={name}
            type="text"
            inputMode={mode}
            autoComplete="off"
            defaultValue={values[name]}
            className={`mt-1 block h-7 rounded-md border border-hair bg-ground px-2 text-body text-ink max-md:text-[16px] ${width}`}
          />
        </label>
      ))}
      <button type="submit" className={BUTTON}>
        Find
      </button>
    </form>
  );
}
