import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

interface ReviewTableProps {
  /** Read by those who do not see the heading it stands under. */
  readonly caption: string;
  readonly head: readonly string[];
  /** Columns of sentences, which stand to the left and wrap; the others after the first hold figures. */
  readonly words?: readonly string[];
  /** Those for which a phone has no room. */
  readonly wideOnly?: readonly string[];
  /** The first cell of a row is its name. */
  readonly rows: readonly (readonly ReactNode[])[];
}

/** A short table of a document: whole on the page and on paper, numbers to the right. */
export function ReviewTable({ caption, head, words = [], wideOnly = [], rows }: ReviewTableProps) {
  const kindOf = (at: number): string => {
    const name = head[at] ?? "";
    return cn(words.includes(name) ? "pr-3 pl-4 text-left" : "num pl-3", wideOnly.includes(name) && "max-md:hidden");
  };
  return (
    <div className="overflow-x-auto" role="region" aria-label={`${caption}, as a table`} tabIndex={0}>
      <table className="ledger w-full max-w-[860px]">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {head.map((name, i) =>
              name === "" ? (
                <td key={i} />
              ) : (
                <th
                  key={name}
                  scope="col"
                  className={cn("th max-md:whitespace-normal", i > 0 ? kindOf(i) : "pr-3 text-left")}
                >
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], i) => (
            <tr key={i} className="h-7">
              <th scope="row" className="min-w-[116px] py-1 text-left font-normal">
                {name}
              </th>
              {cells.map((cell, at) => (
                <td key={at} className={cn("py-1", kindOf(at + 1), isRange(cell) && "max-md:whitespace-normal")}>
                  {typeof cell === "string" ? keptWhole(cell) : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A range is broken between its ends or not at all: never between a sign and its figure, or a figure and its unit. */
function keptWhole(cell: string): ReactNode {
  const [low = "", ...rest] = cell.split(" to ");
  const high = rest.join(" to ");
  return high === "" ? (
    cell
  ) : (
    <>
      <span className="whitespace-nowrap">{low} to</span> <span className="whitespace-nowrap">{high}</span>
    </>
  );
}

/** Two ends may stand one under the other where there is little room; a figure is never broken. */
function isRange(cell: ReactNode): boolean {
  return typeof cell === "string" && cell.includes(" to ");
}
