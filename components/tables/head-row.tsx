import { cn } from "#components/ui/cn.ts";

interface HeadRowProps {
  readonly names: readonly string[];
  /** Columns that hold words; the others hold figures. The first alone when not given. */
  readonly words?: readonly string[];
  /** Those for which a phone has no room. */
  readonly wideOnly?: readonly string[];
  /** What is meant, told where the pointer rests. */
  readonly meanings?: Readonly<Record<string, string>>;
}

/** The head of a table of names and figures. */
export function HeadRow({ names, words = names.slice(0, 1), wideOnly = [], meanings = {} }: HeadRowProps) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th
            key={name}
            scope="col"
            title={meanings[name]}
            className={cn(
              words.includes(name) ? "th pr-3 text-left" : "th num",
              wideOnly.includes(name) && "max-md:hidden",
            )}
          >
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
