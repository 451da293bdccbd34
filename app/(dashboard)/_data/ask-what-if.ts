import { askWhatIf, type WhatIf, type WhatIfParams } from "#lib/server/ask-what-if.ts";
import { openProject } from "./open-project.ts";

/** What another choice of models would cost the signed-in reader's project. */
export async function readWhatIf(params: WhatIfParams): Promise<WhatIf> {
  const { db, project } = await openProject();
  return askWhatIf(db, { projectId: project.id, params, now: new Date() });
}
