import type { TaskRules } from "#lib/domain/task-rules.ts";
import type { Store } from "#lib/store/open-store.ts";
import { findCurrentRules } from "#lib/store/task-rules.ts";

/** What each project says about tasks, kept at hand for the spans that come in. */
export interface TaskRulesAtHand {
  readonly of: (projectId: string) => Promise<TaskRules>;
  /** Reads the project's rules again for the next export; other processes do so within `KEPT_MS`. */
  forget(projectId: string): void;
}

const KEPT_MS = 5_000;

/** @param now milliseconds of a clock that never goes back. */
export function openTaskRules(store: Store, now: () => number = () => performance.now()): TaskRulesAtHand {
  const kept = new Map<string, { readonly rules: Promise<TaskRules>; readonly until: number }>();
  return {
    async of(projectId) {
      const known = kept.get(projectId);
      if (known !== undefined && now() < known.until) return known.rules;
      const rules = findCurrentRules(store, projectId);
      kept.set(projectId, { rules, until: now() + KEPT_MS });
      // Without the rules a span could get the wrong task: the sender is told to come back, and the next one reads again.
      rules.catch(() => kept.delete(projectId));
      return rules;
    },
    forget: (projectId) => {
      kept.delete(projectId);
    },
  };
}
