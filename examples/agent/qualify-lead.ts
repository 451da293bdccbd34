import type { Conversation, ToolRequest } from "./conversation.ts";
import type { Lead } from "./leads.ts";
import type { Tool } from "./tools.ts";

export const SYSTEM = [
  "You qualify sales leads. Look the lead up in the CRM first, then find out how large the company is.",
  "A company of 20 people or more is qualified: send it a quote. Smaller ones are not.",
  'Answer at the end with JSON alone: {"qualified": true} or {"qualified": false}.',
].join(" ");

const MOST_STEPS = 6;

/** What the agent made of a lead; `failure` is the application's word for why it made nothing of it. */
export type Verdict = { readonly qualified: boolean } | { readonly failure: string };

/** Lets the model work on a lead until it answers, handing its tools' results back. */
export async function qualifyLead(conversation: Conversation, tools: readonly Tool[]): Promise<Verdict> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const turn = await conversation.next();
    if (turn.toolRequests.length === 0) return readVerdict(turn.text);
    for (const request of turn.toolRequests) conversation.giveResult(request, runTool(request, tools));
  }
  return { failure: "too_many_steps" };
}

/** A tool call that does not fit its schema is answered with what is wrong, so that the model can mend it. */
function runTool(request: ToolRequest, tools: readonly Tool[]): string {
  const tool = tools.find((candidate) => candidate.name === request.name);
  if (!tool) return `There is no tool ${request.name}. Use one of: ${tools.map(({ name }) => name).join(", ")}.`;
  try {
    return tool.run(JSON.parse(request.arguments));
  } catch (error) {
    return `The arguments of ${request.name} do not fit: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function readVerdict(text: string): Verdict {
  const match = /"qualified"\s*:\s*(true|false)/.exec(text);
  return match ? { qualified: match[1] === "true" } : { failure: "no_verdict" };
}

export function openingFor(lead: Lead): string {
  return `Qualify ${lead.id}.`;
}
