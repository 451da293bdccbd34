import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";

import { parseCsv } from "./parse-csv.ts";
import { check, parseJson } from "./read-json.ts";
import { OUTCOME_BODY, readTaskId } from "./task-statements.ts";
import type { OutcomeBody } from "./task-statements.ts";

export interface NamedOutcome {
  readonly taskId: string;
  readonly body: OutcomeBody;
}

const MOST_ROWS = 10_000;
const ROW = OUTCOME_BODY.extend({ task_id: z.string({ error: "must name the task" }) });
const LIST = z.union([
  z.array(z.unknown()),
  z.object({ outcomes: z.array(z.unknown()) }).transform((body) => body.outcomes),
]);
const COLUMNS = ["task_id", "outcome", "reason", "source", "at"];

/**
 * Many outcomes: a JSON list (or `{outcomes: […]}`) of `{task_id, outcome, reason?, source?, at?}`, or CSV with those columns.
 * @throws OutturnError naming the first row that does not fit; nothing is taken then.
 */
export function readOutcomes(text: string, contentType: string): readonly NamedOutcome[] {
  const rows = contentType.startsWith("text/csv") ? fromCsv(text) : parseJson(text, LIST);
  if (rows.length > MOST_ROWS) {
    throw new OutturnError(
      "payload_too_large",
      `${rows.length} outcomes are too many at once: send at most ${MOST_ROWS}.`,
    );
  }
  return rows.map((row, i) => {
    const { task_id: id, ...body } = check(row, ROW, `outcomes[${i}]`);
    return { taskId: readTaskId(id), body };
  });
}

function fromCsv(text: string): readonly Record<string, string | null>[] {
  const [head = [], ...lines] = parseCsv(text);
  const unknown = head.find((name) => !COLUMNS.includes(name));
  if (unknown !== undefined || !head.includes("task_id") || !head.includes("outcome")) {
    throw new OutturnError(
      "bad_request",
      `The first line must name the columns, task_id and outcome at least, of ${COLUMNS.join(", ")}${unknown === undefined ? "" : `; "${unknown}" is none of them`}.`,
    );
  }
  return lines.map((line) =>
    Object.fromEntries(head.map((name, i) => [name, line[i] === "" ? null : (line[i] ?? null)])),
  );
}
