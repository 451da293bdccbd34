import type { FailureClass, JsonResult, ViolationKind } from "#lib/domain/failure.ts";
import { FITTED_CELLS, type FittedCell } from "#lib/sample/fitted-cells.ts";
import {
  type INVOICE_CATEGORIES,
  MOST_REASKS,
  ORDER_CATEGORIES,
  VIOLATIONS,
  profileOf,
  type ModelName,
  type Profile,
} from "#lib/sample/fitted.ts";
import { askModel, OK, type Answer, type Ask, type Desk } from "#lib/sample/play-call.ts";
import type { Random } from "#lib/sample/random.ts";
import type { SimulatedTool } from "#lib/sample/simulated-task.ts";

/** How a played task went, in the application's words. */
export interface Ending {
  readonly succeeded: boolean;
  readonly reason: string | null;
}

interface Cell {
  readonly counts: FittedCell[2];
  readonly profile: Profile;
  /** The category in gpt-4.1's tokens, times about four characters: the same text for every model. */
  readonly chars: number;
}

const CELLS = new Map<string, Cell>();
for (const [model, category, counts, row] of FITTED_CELLS) {
  const reference = FITTED_CELLS.find(([m, c]) => m === "gpt-4.1" && c === category);
  CELLS.set(`${model} ${category}`, { counts, profile: profileOf(row), chars: 4 * (reference?.[3][0] ?? row[0]) });
}

function cellOf(model: ModelName, category: string): Cell {
  const cell = CELLS.get(`${model} ${category}`);
  if (!cell) throw new RangeError(`no recorded figures of ${model} in ${category}: add a row to fitted-cells.ts`);
  return cell;
}

type Turn = "valid" | "invalid" | "error" | "no_call";

/** How one call of the benchmark ended: the first by its own share, re-asks by theirs. */
function drawTurn(
  random: Random,
  [tasks, firstValid, reasks, reaskValid, errors, noCall]: Cell["counts"],
  reask: boolean,
): Turn {
  const calls = tasks + reasks;
  const valid = reask ? reaskValid / Math.max(1, reasks) : firstValid / tasks;
  const error = Math.min(errors / calls, 1 - valid);
  const none = Math.min(noCall / calls, 1 - valid - error);
  return random.pick<Turn>([
    ["valid", valid],
    ["error", error],
    ["no_call", none],
    ["invalid", Math.max(0, 1 - valid - error - none)],
  ]);
}

type OrderCategory = keyof typeof ORDER_CATEGORIES;

function invalidTool(random: Random, category: OrderCategory): SimulatedTool {
  const name = ORDER_CATEGORIES[category];
  const argsHash = random.hex(16);
  const verdict = random.pick<SimulatedTool["verdict"]>([
    ["invalid_arguments", 95],
    ["malformed_arguments", 3],
    ["unknown_tool", 2],
  ]);
  if (verdict === "unknown_tool") return { name: `${name}_v2`, verdict, violations: [], argsHash };
  if (verdict === "malformed_arguments") return { name, verdict, violations: [], argsHash };
  const seen: readonly (readonly [ViolationKind, string, number])[] = VIOLATIONS[category];
  const [kind, path] = random.pick(seen.map((violation) => [violation, violation[2]] as const));
  return { name, verdict, violations: [{ kind, path }], argsHash };
}

/** A recorded 400 stays one; the other recorded errors were answers without choices. */
const errorClass = (model: ModelName): FailureClass => (model === "gemini-2.5-pro" ? "invalid_request" : "empty");

function orderAnswer(random: Random, turn: Turn, category: OrderCategory, model: ModelName): Answer {
  switch (turn) {
    case "valid": {
      const name = ORDER_CATEGORIES[category];
      return { ...OK, tools: [{ name, verdict: "valid", violations: [], argsHash: random.hex(16) }] };
    }
    case "error":
      return { ...OK, failure: errorClass(model) };
    case "no_call":
      return { ...OK, failure: "missing_tool_call" };
    case "invalid": {
      const tool = invalidTool(random, category);
      return { ...OK, failure: tool.verdict === "valid" ? "ok" : toolFailure(tool), tools: [tool] };
    }
  }
}

function toolFailure(tool: SimulatedTool): FailureClass {
  return tool.verdict === "not_validated" || tool.verdict === "valid" ? "ok" : tool.verdict;
}

function invoiceAnswer(random: Random, turn: Turn, model: ModelName): Answer {
  switch (turn) {
    case "valid":
      return { ...OK, json: "ok" };
    case "error":
      return { ...OK, failure: errorClass(model) };
    case "no_call":
      return { ...OK, failure: "empty" };
    case "invalid": {
      const json = random.pick<Exclude<JsonResult, "ok">>([
        ["schema_mismatch", 3],
        ["invalid_json", 1],
      ]);
      return { ...OK, failure: json, json };
    }
  }
}

interface Job {
  readonly model: ModelName;
  readonly category: string;
  readonly toolsHash: string | null;
  readonly answer: (turn: Turn) => Answer;
}

function playExtraction(desk: Desk, { model, category, toolsHash, answer }: Job): Ending {
  const { random } = desk;
  const cell = cellOf(model, category);
  const length = random.logNormal(1, 0.12);
  const base: Omit<Ask, "requestHash" | "inputFactor"> = {
    model,
    profile: cell.profile,
    streamed: false,
    toolsHash,
    inputChars: Math.round(cell.chars * length),
    prefixHash: random.hex(32),
  };
  for (let asked = 0; asked <= MOST_REASKS; asked += 1) {
    const turn = drawTurn(random, cell.counts, asked > 0);
    const intended = answer(turn);
    const ended = askModel(
      desk,
      { ...base, inputFactor: length * (1 + 0.01 * asked), requestHash: random.hex(32) },
      intended,
    );
    if (ended !== intended.failure) return { succeeded: false, reason: reasonFor(ended) };
    if (turn === "valid") return { succeeded: true, reason: null };
    if (turn === "no_call") return { succeeded: false, reason: "no_tool_call" };
    if (turn === "error") return { succeeded: false, reason: "provider_error" };
    desk.clockUs += Math.round(random.between(20_000, 250_000));
  }
  return { succeeded: false, reason: "schema_violation_after_retries" };
}

/** The application's word for a task that ended because a call did. */
export function reasonFor(failure: FailureClass): string {
  if (failure === "refusal" || failure === "content_filter") return "refused";
  if (failure === "aborted") return "user_gave_up";
  return failure === "truncated" || failure === "empty" ? "no_answer" : "provider_error";
}

/** A hash that all calls with one tool set share. */
export function toolSetHash(name: string): string {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0").repeat(4);
}

export function playOrder(desk: Desk, model: ModelName, category: OrderCategory): Ending {
  const answer = (turn: Turn): Answer => orderAnswer(desk.random, turn, category, model);
  return playExtraction(desk, { model, category, toolsHash: toolSetHash(category), answer });
}

export function playInvoice(desk: Desk, model: ModelName, category: keyof typeof INVOICE_CATEGORIES): Ending {
  return playExtraction(desk, {
    model,
    category,
    toolsHash: null,
    answer: (turn) => invoiceAnswer(desk.random, turn, model),
  });
}
