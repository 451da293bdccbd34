import { listOf, oneOf, type SearchParams } from "./read-view.ts";

/** What the calculator is asked; it stands in the address, so that an answer can be shared. */
export interface Calculation {
  readonly tasks: number;
  /** With at most one decimal place. */
  readonly callsPerTask: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedPercent: number;
  /** Models to price beside those the project uses. */
  readonly models: readonly string[];
}

/** Names in the address, all of them the calculator's own. */
export const CALCULATOR_PARAMS = {
  tasks: "calc_tasks",
  callsPerTask: "calc_calls",
  inputTokens: "calc_input",
  outputTokens: "calc_output",
  cachedPercent: "calc_cached",
  models: "calc_models",
} as const;

const MOST_TASKS = 1_000_000_000;
const MOST_CALLS = 1_000;
const MOST_TOKENS = 10_000_000;
const MOST_MODELS = 10;

/** The address' own figures, and for what it does not say those that were measured. */
export function readCalculation(params: SearchParams, measured: Calculation): Calculation {
  const whole = (name: keyof typeof CALCULATOR_PARAMS, most: number, otherwise: number): number =>
    Math.round(numberOf(params, CALCULATOR_PARAMS[name], most) ?? otherwise);
  const calls = numberOf(params, CALCULATOR_PARAMS.callsPerTask, MOST_CALLS) ?? measured.callsPerTask;
  const models = listOf(params, CALCULATOR_PARAMS.models).map((name) => name.trim());
  return {
    tasks: whole("tasks", MOST_TASKS, measured.tasks),
    callsPerTask: Math.round(calls * 10) / 10,
    inputTokens: whole("inputTokens", MOST_TOKENS, measured.inputTokens),
    outputTokens: whole("outputTokens", MOST_TOKENS, measured.outputTokens),
    cachedPercent: whole("cachedPercent", 100, measured.cachedPercent),
    models: [...new Set(models.filter((name) => name !== ""))].slice(0, MOST_MODELS),
  };
}

/** A number from 0 to `most`, commas and all; null where the address does not say one. */
function numberOf(params: SearchParams, name: string, most: number): number | null {
  const text = (oneOf(params, name) ?? "").replaceAll(",", "").trim();
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(text)) return null;
  return Math.min(most, Number(text));
}
