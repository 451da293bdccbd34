import { z } from "zod";

import { storable } from "#lib/ingest/storable-text.ts";

import type { Runtime } from "./runtime.ts";

export const MARK_BODY = z.object({
  at: z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-22T09:30:00Z" }),
  label: z.string().min(1, "must say what happened").max(200, "must have at most 200 characters"),
  kind: z.string().min(1, "must say what kind of change").max(40, "must have at most 40 characters"),
});
export type MarkBody = z.infer<typeof MARK_BODY>;

/** Keeps a mark; the same mark again changes nothing. */
export async function keepMark(
  { prisma }: Pick<Runtime, "prisma">,
  projectId: string,
  mark: MarkBody,
): Promise<MarkBody> {
  const kept = { at: new Date(mark.at), label: storable(mark.label, 200), kind: storable(mark.kind, 40) };
  await prisma.mark.createMany({ data: { projectId, ...kept }, skipDuplicates: true });
  return { ...kept, at: kept.at.toISOString() };
}
