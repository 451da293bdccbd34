import { parseArgs } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";
import { writeAudit } from "#lib/store/audit.ts";
import { changeProject } from "#lib/store/change-project.ts";
import { DEFAULT_PROJECT } from "#lib/store/create-project.ts";
import { findProject, listProjects } from "#lib/store/find-project.ts";
import type { Store } from "#lib/store/open-store.ts";

import { withStore } from "./with-store.ts";

/** `retention [--days N | --forever] [--project SLUG]`: how long raw rows are kept at least. The server drops what expired. */
export async function setRetention(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { days: { type: "string" }, forever: { type: "boolean" }, project: { type: "string" } },
  });
  const days = readDays(values.days);
  if (days !== null && values.forever === true)
    throw new OutturnError("bad_request", "Say either --days N or --forever.");
  return withStore(async (store) => {
    if (days !== null || values.forever === true) await change(store, values.project ?? DEFAULT_PROJECT, days);
    await report(store);
    return 0;
  });
}

function readDays(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new OutturnError("bad_request", `--days "${text}" is not a number of days from 1 to 99999.`);
}

async function change(store: Store, slug: string, retentionDays: number | null): Promise<void> {
  const project = await findProject(store, slug);
  if (project === null) throw new OutturnError("not_found", `There is no project "${slug}".`);
  await changeProject(store, project.id, { retentionDays });
  const said = `Raw rows are kept for ${retentionDays ?? "all"} days.`;
  await writeAudit(store, { projectId: project.id, actor: "command line", action: "settings.change", said });
}

async function report(store: Store): Promise<void> {
  const projects = await listProjects(store);
  for (const { slug, retentionDays } of projects)
    console.log(`${slug}: raw rows are kept ${retentionDays === null ? "for ever" : `${retentionDays} days at least`}`);
  const keepers = projects.filter(({ retentionDays }) => retentionDays === null);
  if (keepers.length > 0 && keepers.length < projects.length)
    console.log(`Nothing is dropped while ${keepers.map(({ slug }) => slug).join(", ")} keeps all: months are shared.`);
}
