import Link from "next/link";
import { ReviewTable } from "#components/review/review-table.tsx";
import { showCount, showRate } from "#components/format/number.ts";
import { showUsd } from "#components/format/money.ts";
import type { ListedRun } from "#lib/server/read-runs.ts";

export function RunList({ runs }: { readonly runs: readonly ListedRun[] }) {
  return (
    <ReviewTable
      caption="Runs"
      head={["Run", "Tasks", "Succeeded", "Cost"]}
      rows={runs.map(({ run, all }) => [
        <Link
          key="run"
          href={`/runs/${encodeURIComponent(run)}`}
          className="underline decoration-hair underline-offset-3 hover:text-follow"
        >
          {run}
        </Link>,
        showCount(all.tasks),
        all.success_rate === null ? "—" : showRate(all.success_rate),
        all.cost_known ? showUsd(all.cost_usd) : "unknown",
      ])}
    />
  );
}
