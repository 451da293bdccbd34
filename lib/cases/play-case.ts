import type { Task } from "#lib/capture/index.ts";

import type { Case } from "./case.ts";
import type { Conversation, ToolRequest } from "./converse.ts";
import { judgeAnswer } from "./judge-answer.ts";

const NOTHING = { text: "", firstTools: [] } as const;

/** Lets a model work on a case until it answers, says of each check whether it held, and decides the task by them. */
export async function playCase(task: Task, subject: Case, conversation: Conversation): Promise<void> {
  if (subject.expectedTool !== undefined) task.expectTool(subject.expectedTool);
  if (subject.jsonSchema !== null) task.expectJson(subject.jsonSchema);
  const { text, firstTools, ended } = await converse(subject, conversation).catch((error: unknown) => {
    // What was asked for did not come: it belongs among the tools and checks as much as a wrong answer.
    for (const name of judgeAnswer(subject, NOTHING).keys()) task.check(name, false);
    throw error;
  });
  const checks = judgeAnswer(subject, { text, firstTools });
  for (const [name, passed] of checks) task.check(name, passed);
  const failed = [...checks].find(([, passed]) => !passed)?.[0];
  if (!ended) task.fail("too_many_steps");
  else if (failed === undefined) task.succeed();
  else task.fail(failed);
}

async function converse(
  subject: Case,
  conversation: Conversation,
): Promise<{ readonly text: string; readonly firstTools: readonly ToolRequest[]; readonly ended: boolean }> {
  const asked = new Map<string, number>();
  let firstTools: readonly ToolRequest[] = [];
  for (let step = 1; ; step += 1) {
    const { text, toolRequests } = await conversation.next();
    if (firstTools.length === 0) firstTools = toolRequests;
    // Without results the first answer is all that is looked at, whether it calls a tool or not.
    if (toolRequests.length === 0 || subject.toolResults === null) return { text, firstTools, ended: true };
    if (step >= subject.maxSteps) return { text, firstTools, ended: false };
    conversation.give(toolRequests.map((request) => ({ request, text: answerOf(subject, request, asked) })));
  }
}

/** What the case has the tool say to its next call. */
function answerOf({ tools, toolResults }: Case, { name }: ToolRequest, asked: Map<string, number>): string {
  const results = toolResults?.get(name);
  const before = asked.get(name) ?? 0;
  asked.set(name, before + 1);
  if (results !== undefined) return results[Math.min(before, results.length - 1)] ?? "";
  const known = tools.map((tool) => tool.name);
  return known.includes(name) ? "Nothing was found." : `There is no tool ${name}. Use one of: ${known.join(", ")}.`;
}
