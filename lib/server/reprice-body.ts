import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";
import type { RepriceRequest } from "#lib/domain/job.ts";
import { storable } from "#lib/ingest/storable-text.ts";

const LONGEST_MODEL = 200;
const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-01T00:00:00Z" });

/** What `POST /api/v1/reprice` takes. */
export const REPRICE_BODY = z.strictObject({
  from: time,
  to: time,
  model: z.string().min(1).max(LONGEST_MODEL, `must have at most ${LONGEST_MODEL} characters`).nullish(),
  dry_run: z.boolean().default(false),
});

/** @throws OutturnError `bad_request` for a range that holds nothing. */
export function readRepriceRequest(body: z.infer<typeof REPRICE_BODY>): RepriceRequest {
  const [from, to] = [new Date(body.from), new Date(body.to)];
  if (to <= from) throw new OutturnError("bad_request", "`to` must be later than `from`.");
  const model = body.model == null ? null : storable(body.model);
  return { from: from.toISOString(), to: to.toISOString(), model, dryRun: body.dry_run };
}
