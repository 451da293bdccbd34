import { cn } from "#components/ui/cn.ts";

interface HeadRowProps {
  /** The first is of the rows' names, the others of figures. */
  readonly names: readonly string[];
  /** Those for which a phone has no room. */
  readonly wideOnly?: readonly string[];
}

/** The head of a table of names and figures. */
export function HeadRow({ names, wideOnly = [] }: HeadRowProps) {
  return (
    <thead>
      <tr>
        {names.map((name, i) => (
          <th
            key={name}
            scope="col"
            className={cn(i === 0 ? "th text-left" : "th num", wideOnly.includes(name) && "max-md:hidden")}
          >
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
