"use client";

import { useId, useState, type ReactNode } from "react";
import { TEXT_BUTTON } from "#components/ui/button.ts";
import { DataTable, type Column, type DataRow } from "./data-table.tsx";
import { writeCsv } from "./write-csv.ts";

interface ChartFrameProps {
  readonly title: string;
  readonly note: ReactNode;
  /** Name of the downloaded file, without its ending. */
  readonly file: string;
  readonly columns: readonly Column[];
  readonly rows: readonly DataRow[];
  /** What the drawing shows, for those who cannot see it; null where the drawing is a table itself. */
  readonly alternative: string | null;
  readonly children: ReactNode;
  /** Controls beside the title. */
  readonly controls?: ReactNode;
}

function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

/** A chart with its question, its text alternative, the same figures as a table, and as CSV. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, note, file, columns, rows, alternative, children, controls } = props;
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-7 min-w-0">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h2 id={id} className="text-[13.5px] font-semibold">
          {title}
        </h2>
        <div className="no-print ml-auto flex flex-wrap items-baseline gap-x-4 gap-y-1">
          {controls}
          {alternative === null ? null : (
            <button
              type="button"
              className={TEXT_BUTTON}
              aria-pressed={asTable}
              aria-label={`View as table: ${title}`}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? "View as chart" : "View as table"}
            </button>
          )}
          <button
            type="button"
            className={TEXT_BUTTON}
            aria-label={`Download CSV: ${title}`}
            onClick={() => download(file, writeCsv(columns, rows))}
          >
            CSV
          </button>
        </div>
      </div>
      <p className="mb-3 text-mute">{note}</p>
      {asTable ? (
        <DataTable caption={title} columns={columns} rows={rows} />
      ) : (
        <figure className="min-w-0">
          {children}
          {alternative === null ? null : <figcaption className="sr-only">{alternative}</figcaption>}
        </figure>
      )}
    </section>
  );
}
