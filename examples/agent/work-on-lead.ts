import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import type { Outturn } from "outturn";
import { anthropicConversation, openaiConversation, type Conversation } from "./conversation.ts";
import type { Lead } from "./leads.ts";
import { openingFor, qualifyLead, SYSTEM } from "./qualify-lead.ts";
import { toolsFor } from "./tools.ts";

const OPENAI_MODEL = "gpt-4.1-mini";
const ANTHROPIC_MODEL = "claude-haiku-4-5";

export interface Clients {
  /** Null where there is no key for it. */
  readonly openai: OpenAI | null;
  readonly anthropic: Anthropic | null;
}

export interface Worked {
  readonly model: string;
  /** `succeeded`, or `failed: REASON`. */
  readonly outcome: string;
}

/** Works on one lead as one task. Never throws: a task that threw has failed. */
export async function workOnLead(outturn: Outturn, clients: Clients, lead: Lead): Promise<Worked> {
  const conversation = openConversation(clients, lead);
  const { model } = conversation;
  const tags = { customer: lead.customer, prompt: "v8" };
  try {
    const outcome = await outturn.task("lead_qualification", { id: lead.id, tags }, async (task) => {
      task.expectTool("crm_lookup");
      const verdict = await qualifyLead(conversation, toolsFor(lead));
      if ("failure" in verdict) {
        task.fail(verdict.failure);
        return `failed: ${verdict.failure}`;
      }
      const right = verdict.qualified === lead.qualified;
      task.check("right_verdict", right);
      if (right) task.succeed();
      else task.fail("wrong_verdict");
      return right ? "succeeded" : "failed: wrong_verdict";
    });
    return { model, outcome };
  } catch (error) {
    return { model, outcome: `failed: exception (${error instanceof Error ? error.constructor.name : String(error)})` };
  }
}

function openConversation({ openai, anthropic }: Clients, lead: Lead): Conversation {
  const opening = { system: SYSTEM, user: openingFor(lead), tools: toolsFor(lead) };
  // Scenarios repeat every eight leads; the other order in every other eight lets both models meet each of them.
  const turn = Math.floor(lead.number / 8) + lead.number;
  if (anthropic && (!openai || turn % 2 === 1)) {
    return anthropicConversation(anthropic, { ...opening, model: ANTHROPIC_MODEL });
  }
  if (!openai) throw new Error("neither an OpenAI nor an Anthropic client was given");
  return openaiConversation(openai, { ...opening, model: OPENAI_MODEL });
}
