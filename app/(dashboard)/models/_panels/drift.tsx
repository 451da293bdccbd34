import { DriftList } from "#components/tables/drift-list.tsx";
import { findDrift } from "#lib/analysis/find-drift.ts";
import { listServed } from "#lib/store/served-models.ts";
import { openProject } from "../../_data/open-project.ts";

/** Aliases that moved: the same name asked for, another model answering. */
export async function DriftPanel() {
  const { store, project } = await openProject();
  return <DriftList drifts={findDrift(await listServed(store, project.id))} />;
}
