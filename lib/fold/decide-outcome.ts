import { OUTCOME_SOURCES } from "#lib/domain/task.ts";
import type { OutcomeFact } from "#lib/domain/task.ts";

import type { Statement } from "./merge-facts.ts";
import { compareText } from "./rows.ts";

/** The outcome that holds: reviewed beats reported beats inferred, then the later `at`, then the larger event id. */
export function decideOutcome(statements: readonly Statement[]): OutcomeFact | null {
  let best: { outcome: OutcomeFact; id: string } | null = null;
  for (const { facts, id } of statements) {
    if (facts.outcome && (best === null || compare(facts.outcome, id, best) > 0)) best = { outcome: facts.outcome, id };
  }
  return best?.outcome ?? null;
}

function compare(outcome: OutcomeFact, id: string, best: { outcome: OutcomeFact; id: string }): number {
  return (
    OUTCOME_SOURCES.indexOf(outcome.source) - OUTCOME_SOURCES.indexOf(best.outcome.source) ||
    outcome.atUs - best.outcome.atUs ||
    compareText(id, best.id)
  );
}
