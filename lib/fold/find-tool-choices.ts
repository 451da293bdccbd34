import type { Call } from "#lib/domain/call.ts";
import { failureGroup } from "#lib/domain/failure.ts";

import type { Statement } from "./merge-facts.ts";

/** What a model chose where the application had said which tool should be called. */
export interface ToolChoice {
  /** The tool that should be called; empty for none. */
  readonly expected: string;
  /** The tool that was called: the expected one if it is among them, else the first; empty for none. */
  readonly called: string;
  readonly right: boolean;
  /** Tools the call offered; null when unknown. */
  readonly offered: number | null;
}

/**
 * The choices of a task by the call that made each. An expectation on a call's own span is of that call. One of the task is
 * of its first call that asked for a tool, or, where none did, of its first answer: later steps follow from that choice.
 * Calls that no model answered chose nothing.
 * @param generation the task's generation calls, in order. @param statements in the order in which they hold.
 */
export function findToolChoices(generation: readonly Call[], statements: readonly Statement[]): Map<Call, ToolChoice> {
  const choices = new Map<Call, ToolChoice>();
  const answered = generation.filter(isAnswered);
  for (const call of answered) {
    const { expectedTool } = call.facts;
    if (expectedTool !== undefined) choices.set(call, choiceOf(call, expectedTool));
  }
  const ofTask = statements.findLast(({ facts, ofCall }) => !ofCall && facts.expectedTool !== undefined);
  const expected = ofTask?.facts.expectedTool;
  const deciding = answered.find((call) => call.toolCalls.length > 0) ?? answered[0];
  if (expected === undefined || deciding === undefined || choices.has(deciding)) return choices;
  return choices.set(deciding, choiceOf(deciding, expected));
}

function isAnswered({ failure }: Call): boolean {
  const group = failureGroup(failure);
  return group !== "transport" && group !== "provider";
}

function choiceOf({ toolCalls, toolsOffered }: Call, expected: string): ToolChoice {
  const first = toolCalls[0]?.name ?? "";
  const right = expected === "" ? toolCalls.length === 0 : toolCalls.some(({ name }) => name === expected);
  return { expected, called: right ? expected : first, right, offered: toolsOffered };
}
