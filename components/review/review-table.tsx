import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

interface ReviewTableProps {
  /** Read by those who do not see the heading it stands under. */
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of a row is its name. */
  readonly rows: readonly (readonly ReactNode[])[];
}

/** A short table of a document: whole on the page and on paper, numbers to the right. */
export function ReviewTable({ caption, head, rows }: ReviewTableProps) {
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
                <th key={name} scope="col" className={cn("th pr-4", i > 0 ? "num" : "text-left")}>
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], i) => (
            <tr key={i} className="h-7">
              <th scope="row" className="min-w-[132px] pr-4 text-left font-normal">
                {name}
              </th>
              {cells.map((cell, at) => (
                <td key={at} className="num pr-4 whitespace-nowrap">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
