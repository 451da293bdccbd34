import type { Mark } from "#generated/prisma/client.ts";

import type { Store } from "./open-store.ts";

export interface NewMark {
  readonly projectId: string;
  readonly at: Date;
  readonly label: string;
  /** `deploy`, `prompt`, … */
  readonly kind: string;
}

/** Draws a mark on the project's charts; the same mark again is the same mark. */
export async function createMark(store: Store, mark: NewMark): Promise<Mark> {
  return store.prisma.mark.upsert({ where: { projectId_at_label_kind: mark }, update: {}, create: mark });
}
