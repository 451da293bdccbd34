import type { CellSums } from "./read-cell-sums.ts";
import type { MetricsRow, RightToolFigures, ValueFigures } from "./metrics-row.ts";
import { JSON_MECHANISMS } from "#lib/domain/failure.ts";
import { CHECK_SIZES, TOOL_SIZES } from "#lib/fold/measures.ts";
import { rate } from "./rate.ts";

type Sums = CellSums["sums"];

/** What answers were found to be, beside the verdicts: how JSON was asked for, what was filled in, which tool was chosen. */
export function answerFigures(
  sums: Sums,
): Pick<MetricsRow, "json_by_mechanism" | "tool_arguments" | "json_answers" | "right_tool" | "checks_by_number"> {
  return {
    json_by_mechanism: byMechanism(sums),
    tool_arguments: valueFigures(sums, "tool"),
    json_answers: valueFigures(sums, "json"),
    right_tool: rightTool(sums),
    checks_by_number: orNull(
      CHECK_SIZES.filter(({ all }) => sums[all] !== 0n).map(({ name, all, right }) => ({
        checks: name,
        recorded: Number(sums[all]),
        passed: Number(sums[right]),
        rate: rate(sums[right], sums[all]),
      })),
    ),
  };
}

/** What no call of the group let anyone see is null: an answer of many groups holds little else. */
function orNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

function byMechanism(sums: Sums): MetricsRow["json_by_mechanism"] {
  const present = JSON_MECHANISMS.filter((mechanism) => sums[`asked_${mechanism}`] !== 0n);
  if (present.length === 0) return null;
  return Object.fromEntries(
    present.map((mechanism) => {
      const [requested, ok] = [sums[`asked_${mechanism}`], sums[`ok_${mechanism}`]];
      return [mechanism, { requested: Number(requested), ok: Number(ok), compliance: rate(ok, requested) }];
    }),
  );
}

function valueFigures(sums: Sums, of: "tool" | "json"): ValueFigures | null {
  const [offered, filled] = [sums[`${of}_optional_offered`], sums[`${of}_optional_filled`]];
  const [leaves, ungrounded] = [sums[`${of}_leaves`], sums[`${of}_ungrounded`]];
  if (offered === 0n && leaves === 0n) return null;
  return {
    optional_offered: Number(offered),
    optional_filled: Number(filled),
    optional_fill_rate: rate(filled, offered),
    leaves: Number(leaves),
    ungrounded: Number(ungrounded),
    ungrounded_rate: rate(ungrounded, leaves),
  };
}

function rightTool(sums: Sums): RightToolFigures | null {
  if (sums.expected_tools === 0n) return null;
  return {
    expected: Number(sums.expected_tools),
    right: Number(sums.right_tools),
    rate: rate(sums.right_tools, sums.expected_tools),
    not_called: Number(sums.uncalled_tools),
    by_tools_offered: TOOL_SIZES.filter(({ all }) => sums[all] !== 0n).map(({ name, all, right }) => ({
      tools: name,
      expected: Number(sums[all]),
      right: Number(sums[right]),
      rate: rate(sums[right], sums[all]),
    })),
  };
}
