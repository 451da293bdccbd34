import type { Queryable } from "#lib/analysis/queryable.ts";
import { bucketStart, DAY_MS, HOUR_MS } from "#lib/domain/time.ts";
import { adviseChanges } from "#lib/review/advise-changes.ts";
import { readRecords } from "#lib/review/document/ask-week.ts";
import { describeAdvice } from "#lib/review/document/describe-advice.ts";
import type { ReviewAdvice } from "#lib/review/document/review.ts";
import { adviceSentence } from "#lib/review/document/say-review.ts";
import { GRADE_WORDS } from "#lib/review/document/words.ts";

const DAYS = 28;
const MOST = 3;

export interface AdviceLine {
  readonly sentence: string;
  readonly evidence: string;
  /** Page on which it can be tried out. */
  readonly href: string;
}

/** The two or three changes worth most by the records of the last four weeks. */
export async function readAdvice(db: Queryable, projectId: string, now: Date): Promise<AdviceLine[]> {
  const to = new Date(bucketStart(now.getTime() + HOUR_MS, "hour"));
  const records = await readRecords(db, projectId, { from: new Date(to.getTime() - DAYS * DAY_MS), to });
  return adviseChanges(records, DAYS).slice(0, MOST).map(describeAdvice).map(sayAdvice);
}

export function sayAdvice(advice: ReviewAdvice): AdviceLine {
  const query = new URLSearchParams({ task_type: advice.task_type, model: advice.model });
  return {
    sentence: adviceSentence(advice),
    evidence: GRADE_WORDS[advice.grade],
    href: `/what-if?${query.toString()}`,
  };
}
