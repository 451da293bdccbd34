import { own } from "#lib/domain/own.ts";
import { ReviewTable } from "#components/review/review-table.tsx";
import type { MetricsRow } from "#lib/analysis/metrics-row.ts";

/** Every check by name, one column a model. */
export function CheckTable({ rows }: { readonly rows: readonly MetricsRow[] }) {
  const names = [...new Set(rows.flatMap(({ checks }) => Object.keys(checks)))].sort();
  if (names.length === 0) return <p className="text-mute">These cases make no checks.</p>;
  return (
    <ReviewTable
      caption="What was kept to"
      head={["Check", ...rows.map(({ group }) => String(group["entry_model"] || "no model"))]}
      rows={names.map((name) => [
        name,
        ...rows.map(({ checks }) => {
          const check = own(checks, name);
          return check === undefined ? "—" : `${check.passed} of ${check.recorded}`;
        }),
      ])}
    />
  );
}
