import { BySizeTable } from "#components/tables/by-size-table.tsx";
import { ChecksByNumberTable } from "#components/tables/checks-by-number-table.tsx";
import { successRateInterval } from "#lib/analysis/success-rate-interval.ts";
import { ask, askTotal } from "../../../_data/ask.ts";
import type { View } from "../../../_view/read-view.ts";

/** What more work at once does: a larger request, more checks. */
export async function ModelSizesPanel({ view }: { readonly view: View }) {
  const [{ rows }, total] = await Promise.all([
    ask(view, { groupBy: ["input_size"], percentiles: true }),
    askTotal(view),
  ]);
  return (
    <>
      {rows.length === 0 ? null : <BySizeTable rows={rows} />}
      {total === null ? null : <ChecksByNumberTable row={total} intervalOf={successRateInterval} />}
    </>
  );
}
