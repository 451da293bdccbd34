import type { Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";
import type { RulesVersion } from "#lib/domain/task-rules.ts";

/** All rows of one task as the store holds them: several versions of a span, several emitters of a call, in any order. */
export interface TaskRows {
  readonly taskId: string;
  readonly calls: readonly Call[];
  readonly events: readonly TaskEvent[];
}

/** What a project says that changes how its tasks are counted. */
export interface FoldSettings {
  /** Tags that are dimensions of the roll-ups. */
  readonly declaredTags: readonly string[];
  /** What the project says about tasks that no instrumentation names; none when absent. */
  readonly rules?: readonly RulesVersion[];
}

/** Total order of texts that does not depend on a locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
