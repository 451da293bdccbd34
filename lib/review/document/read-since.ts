import type { Queryable } from "#lib/analysis/queryable.ts";
import { formatUsd, parseUsd } from "#lib/domain/money.ts";
import { listDecisions } from "#lib/store/decisions.ts";
import type { Store } from "#lib/store/open-store.ts";
import { readDecisionDelay } from "#lib/store/reviews.ts";
import type { IsoWeek } from "../iso-week.ts";
import { PRODUCTION, readSums } from "../read-sums.ts";
import { judgeDecisions } from "./judge-decisions.ts";
import { addUp, readPeriod } from "./read-period.ts";
import type { Review } from "./review.ts";

interface SinceQuestion {
  readonly projectId: string;
  readonly week: IsoWeek;
  readonly now: Date;
}

/** Decisions as they are measured by now: they go on being recorded after a week has settled. */
export type Judged = Pick<Review, "decisions" | "saved_by_decisions_usd">;

/** What of a frozen review is read again: its week's headline figures, and the decisions. The rest would take a second. */
export async function readSince(
  store: Store,
  db: Queryable,
  question: SinceQuestion,
): Promise<Judged & Pick<Review, "now">> {
  const of = { projectId: question.projectId, range: question.week };
  const [calls, cohort, delay] = await Promise.all([
    readSums(db, { ...of, groupBy: ["model", "task_type"] }),
    readSums(db, { ...of, groupBy: ["task_type", "entry_model"], filters: PRODUCTION }),
    readDecisionDelay(store, question.projectId, question.week.to),
  ]);
  return { now: readPeriod(addUp(calls), addUp(cohort)), ...(await judgeByNow(store, db, { ...question, delay })) };
}

/** @param question.delay milliseconds within which tasks are decided; null while none was. */
export async function judgeByNow(
  store: Store,
  db: Queryable,
  { projectId, week, now, delay }: SinceQuestion & { readonly delay: number | null },
): Promise<Judged> {
  const settledUntil = new Date(Math.min(now.getTime(), week.to.getTime()) - (delay ?? 0));
  const decisions = await judgeDecisions(db, await listDecisions(store, projectId, week.to), {
    projectId,
    settledUntil,
  });
  const saved = decisions.reduce(
    (sum, { measured }) => sum + (measured?.changed && measured.saved_usd !== null ? parseUsd(measured.saved_usd) : 0n),
    0n,
  );
  return { decisions, saved_by_decisions_usd: formatUsd(saved) };
}
