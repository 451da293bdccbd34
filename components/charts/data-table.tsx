import { cn } from "#components/ui/cn.ts";

export interface Column {
  readonly key: string;
  readonly name: string;
  readonly numeric?: boolean;
}
/** Values as people read them; null is unknown. */
export type DataRow = Readonly<Record<string, string | number | null>>;

interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly DataRow[];
}

/** The figures behind a chart. Scrolls inside itself where it is wider than the page. */
export function DataTable({ caption, columns, rows }: DataTableProps) {
  return (
    <div className="max-h-[420px] overflow-auto" role="region" aria-label={`${caption}, as a table`} tabIndex={0}>
      <table className="ledger w-full">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, name, numeric }) => (
              <th key={key} scope="col" className={cn("th pr-4 text-left", numeric && "num")}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i} className="h-7">
              {columns.map(({ key, numeric }) => (
                <td key={key} className={cn("pr-4 whitespace-nowrap", numeric && "num")}>
                  {row[key] ?? "—"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
