import { z } from "zod";

/** A deploy or a prompt change, drawn on charts. */
export const MARK_BODY = z.object({
  at: z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-22T09:30:00Z" }),
  label: z.string().min(1, "must say what happened").max(200, "must have at most 200 characters"),
  kind: z.string().min(1, "must say what kind of change").max(40, "must have at most 40 characters"),
});
