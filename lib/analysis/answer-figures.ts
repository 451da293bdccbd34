import type { MeasureSums } from "#lib/fold/measure-sums.ts";
import type { MetricsRow, RightToolFigures, ValueFigures } from "./metrics-row.ts";
import { JSON_MECHANISMS } from "#lib/domain/failure.ts";
import { CHECK_SIZES, TOOL_SIZES } from "#lib/fold/measures.ts";
import { rateOf } from "./rate.ts";

/** What answers were found to be, beside the verdicts: how JSON was asked for, what was filled in, which tool was chosen. */
export function answerFigures(
  sums: MeasureSums,
): Pick<MetricsRow, "json_by_mechanism" | "tool_arguments" | "json_answers" | "right_tool" | "checks_by_number"> {
  return {
    json_by_mechanism: byMechanism(sums),
    tool_arguments: valueFigures(sums, TOOL_VALUES),
    json_answers: valueFigures(sums, JSON_VALUES),
    right_tool: rightTool(sums),
    checks_by_number: checksByNumber(sums),
  };
}

/** What no call of the group let anyone see is null: an answer of many groups holds little else. */
function checksByNumber(sums: MeasureSums): MetricsRow["checks_by_number"] {
  const sizes = CHECK_SIZES.filter(({ all }) => sums.count(all) !== 0);
  if (sizes.length === 0) return null;
  return sizes.map(({ name, all, right }) => ({
    checks: name,
    recorded: sums.count(all),
    passed: sums.count(right),
    rate: rateOf(sums.count(right), sums.count(all)),
  }));
}

const MECHANISMS = JSON_MECHANISMS.map((name) => ({ name, asked: `asked_${name}`, ok: `ok_${name}` }) as const);

function byMechanism(sums: MeasureSums): MetricsRow["json_by_mechanism"] {
  const present = MECHANISMS.filter(({ asked }) => sums.count(asked) !== 0);
  if (present.length === 0) return null;
  return Object.fromEntries(
    present.map(({ name, asked, ok }) => {
      const [requested, fine] = [sums.count(asked), sums.count(ok)];
      return [name, { requested, ok: fine, compliance: rateOf(fine, requested) }];
    }),
  );
}

const TOOL_VALUES = {
  offered: "tool_optional_offered",
  filled: "tool_optional_filled",
  leaves: "tool_leaves",
  ungrounded: "tool_ungrounded",
} as const;
const JSON_VALUES = {
  offered: "json_optional_offered",
  filled: "json_optional_filled",
  leaves: "json_leaves",
  ungrounded: "json_ungrounded",
} as const;

function valueFigures(sums: MeasureSums, of: typeof TOOL_VALUES | typeof JSON_VALUES): ValueFigures | null {
  const [offered, leaves] = [sums.count(of.offered), sums.count(of.leaves)];
  if (offered === 0 && leaves === 0) return null;
  const [filled, ungrounded] = [sums.count(of.filled), sums.count(of.ungrounded)];
  return {
    optional_offered: offered,
    optional_filled: filled,
    optional_fill_rate: rateOf(filled, offered),
    leaves,
    ungrounded,
    ungrounded_rate: rateOf(ungrounded, leaves),
  };
}

function rightTool(sums: MeasureSums): RightToolFigures | null {
  const [expected, right] = [sums.count("expected_tools"), sums.count("right_tools")];
  if (expected === 0) return null;
  return {
    expected,
    right,
    rate: rateOf(right, expected),
    not_called: sums.count("uncalled_tools"),
    by_tools_offered: TOOL_SIZES.filter(({ all }) => sums.count(all) !== 0).map((size) => ({
      tools: size.name,
      expected: sums.count(size.all),
      right: sums.count(size.right),
      rate: rateOf(sums.count(size.right), sums.count(size.all)),
    })),
  };
}
