import type { SavedView } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

export interface NewView {
  readonly projectId: string;
  /** The page it is of: `tasks`. */
  readonly page: string;
  /** At most one of a name on a page: saving it again replaces it. */
  readonly name: string;
  /** What stands in the page's address after the question mark. */
  readonly query: string;
  /** Who saved it. */
  readonly createdBy: string;
}

/** The project's views of a page, by name. */
export async function listSavedViews(store: Store, projectId: string, page: string): Promise<SavedView[]> {
  return store.prisma.savedView.findMany({ where: { projectId, page }, orderBy: { name: "asc" } });
}

export async function saveView(store: Store, view: NewView): Promise<SavedView> {
  const { projectId, page, name, query, createdBy } = view;
  return store.prisma.savedView.upsert({
    where: { projectId_page_name: { projectId, page, name } },
    update: { query, createdBy },
    create: view,
  });
}

/** @returns its name; null where the project has no such view. */
export async function removeSavedView(store: Store, projectId: string, id: string): Promise<string | null> {
  const found = await store.prisma.savedView.findFirst({ where: { projectId, id } });
  if (found !== null) await store.prisma.savedView.deleteMany({ where: { projectId, id } });
  return found?.name ?? null;
}
