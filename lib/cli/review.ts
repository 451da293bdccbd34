import { parseArgs } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";
import { weekOf } from "#lib/review/iso-week.ts";
import { readReview, showReview } from "#lib/server/read-review.ts";
import { DEFAULT_PROJECT } from "#lib/store/create-project.ts";
import { findProject } from "#lib/store/find-project.ts";

import { withStore } from "./with-store.ts";

/** `review [--week 2026-W47] [--format md|json|csv] [--project SLUG]`: prints the review, of this week unless another is named. */
export async function review(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      week: { type: "string", default: weekOf(new Date()).name },
      format: { type: "string", default: "md" },
      project: { type: "string", default: DEFAULT_PROJECT },
    },
  });
  return withStore(async (store) => {
    const project = await findProject(store, values.project);
    if (project === null) throw new OutturnError("not_found", `There is no project "${values.project}".`);
    const { body } = showReview(await readReview(store, project, { week: values.week }), values.format);
    process.stdout.write(body);
    return 0;
  });
}
