import { createProject, DEFAULT_PROJECT } from "#lib/store/create-project.ts";
import { findProject } from "#lib/store/find-project.ts";
import type { Store } from "#lib/store/open-store.ts";

export interface DefaultProject {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  /** IANA zone in which spend is billed. */
  readonly billingZone: string;
  readonly createdAt: Date;
  /** Whether it holds the generated sample, which every page then says. */
  readonly simulated: boolean;
}

/** The first project: made once, whichever of several servers starts first. `simulated` matters only then. */
export async function openDefaultProject(store: Store, simulated: boolean): Promise<DefaultProject> {
  const known = await findProject(store, DEFAULT_PROJECT);
  if (known !== null) return known;
  try {
    return await createProject(store, { slug: DEFAULT_PROJECT, name: "Default", simulated });
  } catch (error) {
    const other = await findProject(store, DEFAULT_PROJECT);
    if (other !== null) return other;
    throw error;
  }
}
