/**
 * A small agent on the real SDKs, observed by Outturn: `npm run example -- --tasks 20 --delay 300`. See README.md.
 */
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Outturn } from "outturn";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import { connect } from "./connect.ts";
import { anthropicConversation, openaiConversation, type Conversation } from "./conversation.ts";
import { fakeModel } from "./fake-model.ts";
import { leadOf, type Lead } from "./leads.ts";
import { openingFor, qualifyLead, SYSTEM } from "./qualify-lead.ts";
import { toolsFor } from "./tools.ts";

const OPENAI_MODEL = "gpt-4.1-mini";
const ANTHROPIC_MODEL = "claude-haiku-4-5";

interface Clients {
  readonly openai: OpenAI | null;
  readonly anthropic: Anthropic | null;
  /** HTTP requests so far, retries included. */
  readonly attempts: () => number;
  close(): Promise<void>;
}

/** Real clients where there are keys; otherwise both SDKs talk to a fake provider on loopback. */
async function openClients(outturn: Outturn, forceFake: boolean): Promise<Clients> {
  let attempts = 0;
  const counted: typeof fetch = (input, init) => {
    attempts += 1;
    return fetch(input, init);
  };
  const openaiKey = process.env["OPENAI_API_KEY"];
  const anthropicKey = process.env["ANTHROPIC_API_KEY"];
  if (!forceFake && (openaiKey || anthropicKey)) {
    return {
      openai: openaiKey ? outturn.observe(new OpenAI({ fetch: counted })) : null,
      anthropic: anthropicKey ? outturn.observe(new Anthropic({ fetch: counted })) : null,
      attempts: () => attempts,
      close: () => Promise.resolve(),
    };
  }
  const fake = await startFakeProvider({ reply: fakeModel });
  const options = { apiKey: "no-key-needed", fetch: counted };
  return {
    openai: outturn.observe(new OpenAI({ ...options, baseURL: fake.openaiBaseUrl })),
    anthropic: outturn.observe(new Anthropic({ ...options, baseURL: fake.anthropicBaseUrl })),
    attempts: () => attempts,
    close: () => fake.close(),
  };
}

function openConversation({ openai, anthropic }: Clients, lead: Lead, number: number): Conversation {
  const opening = { system: SYSTEM, user: openingFor(lead), tools: toolsFor(lead) };
  // Pairs of leads alternate, so that both models meet every kind of lead.
  if (anthropic && (!openai || Math.floor(number / 8 + number) % 2 === 1)) {
    return anthropicConversation(anthropic, { ...opening, model: ANTHROPIC_MODEL });
  }
  if (!openai) throw new Error("neither client is open");
  return openaiConversation(openai, { ...opening, model: OPENAI_MODEL });
}

/** Works on one lead as one task, and says in a word how it went. */
async function work(outturn: Outturn, lead: Lead, conversation: Conversation): Promise<string> {
  const tags = { customer: lead.customer, prompt: "v8" };
  try {
    return await outturn.task("lead_qualification", { id: lead.id, tags }, async (task) => {
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
  } catch (error) {
    return `failed: exception (${error instanceof Error ? error.constructor.name : String(error)})`;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tasks: { type: "string", default: "20" },
      delay: { type: "string", default: "200" },
      fake: { type: "boolean", default: false },
    },
  });
  const { url, key } = await connect(process.env);
  const outturn = new Outturn({ url, key });
  const clients = await openClients(outturn, values.fake);
  const run = Date.now().toString(36);
  for (let number = 0; number < Number(values.tasks); number += 1) {
    const lead = leadOf(number, run);
    const conversation = openConversation(clients, lead, number);
    const before = clients.attempts();
    const outcome = await work(outturn, lead, conversation);
    console.log(`${lead.id}  ${conversation.model}  ${outcome}  (${clients.attempts() - before} requests)`);
    await wait(Number(values.delay));
  }
  await outturn.shutdown();
  await clients.close();
  console.log(`${values.tasks} tasks sent: ${url}/`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
