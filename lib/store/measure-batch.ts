import type { Batch, Call } from "#lib/domain/call.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

export interface BatchSize {
  readonly rows: number;
  /** About what it takes in memory while it waits. */
  readonly bytes: number;
}

/** What a row takes without its lists and long texts, and what each entry of a list takes. */
const ROW_BYTES = 2_000;
const ENTRY_BYTES = 300;

/** How large a batch is: near enough to bound memory, and cheap enough for every request. */
export function measureBatch({ calls, events, contents = [] }: Batch): BatchSize {
  let bytes = (calls.length + events.length + contents.length) * ROW_BYTES;
  for (const call of calls) bytes += listsOf(call) * ENTRY_BYTES + (call.usageRaw?.length ?? 0) + factsOf(call);
  for (const event of events) bytes += event.name.length + factsOf(event);
  for (const { sealed } of contents) bytes += sealed.length;
  return { rows: calls.length + events.length + contents.length, bytes };
}

function listsOf({ attempts, toolCalls, finishReasons }: Call): number {
  let entries = (attempts?.length ?? 0) + finishReasons.length;
  for (const { violations } of toolCalls) entries += 1 + violations.length;
  return entries;
}

function factsOf({ facts }: Call | TaskEvent): number {
  const { tags, checks } = facts;
  let entries = 0;
  for (const _ in tags) entries++;
  for (const _ in checks) entries++;
  return entries * ENTRY_BYTES;
}
