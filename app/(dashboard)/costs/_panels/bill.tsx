import { BillTable } from "#components/costs/bill-table.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { readCaptured, reconcile } from "#lib/server/reconcile.ts";
import { listBill } from "#lib/store/bill-lines.ts";
import { openProject } from "../../_data/open-project.ts";
import { importBill } from "../_actions/import-bill.ts";
import type { View } from "../../_view/read-view.ts";

/** What the providers billed for the view's days beside what was captured of it. */
export async function BillPanel({ view }: { readonly view: View }) {
  const { db, store, project } = await openProject();
  const lines = await listBill(store, project.id, view.range);
  const days = [...new Set(lines.map(({ day }) => day))].sort();
  const comparison = reconcile(lines, await readCaptured(db, project.id, lines));
  return (
    <BillTable comparison={comparison} days={days}>
      <SettingsForm
        action={importBill}
        submit="Import"
        submitName="Import an export of usage or costs"
        fields={[
          {
            name: "file",
            label: "Export, CSV or JSON",
            value: "",
            width: "320px",
            file: ".csv,.json,text/csv,application/json",
          },
        ]}
      />
    </BillTable>
  );
}
