import { MonthEnd } from "#components/costs/month-end.tsx";
import { forecastSpend } from "#lib/review/document/forecast-spend.ts";
import { openProject } from "../../_data/open-project.ts";

export async function MonthEndPanel() {
  const { store, db, project } = await openProject();
  return <MonthEnd forecast={await forecastSpend(store, db, { projectId: project.id, now: new Date() })} />;
}
