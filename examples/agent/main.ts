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
import { fakeModel } from "./fake-model.ts";
import { leadOf } from "./leads.ts";
import { workOnLead, type Clients } from "./work-on-lead.ts";

interface OpenClients extends Clients {
  /** HTTP requests so far, retries included. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** Real clients where there are keys; otherwise both SDKs talk to a fake provider on loopback. */
async function openClients(outturn: Outturn, forceFake: boolean): Promise<OpenClients> {
  let requests = 0;
  const counted: typeof fetch = (input, init) => {
    requests += 1;
    return fetch(input, init);
  };
  const openaiKey = process.env["OPENAI_API_KEY"];
  const anthropicKey = process.env["ANTHROPIC_API_KEY"];
  if (!forceFake && (openaiKey || anthropicKey)) {
    return {
      openai: openaiKey ? outturn.observe(new OpenAI({ fetch: counted })) : null,
      anthropic: anthropicKey ? outturn.observe(new Anthropic({ fetch: counted })) : null,
      requests: () => requests,
      close: () => Promise.resolve(),
    };
  }
  const fake = await startFakeProvider({ reply: fakeModel });
  const options = { apiKey: "no-key-needed", fetch: counted };
  return {
    openai: outturn.observe(new OpenAI({ ...options, baseURL: fake.openaiBaseUrl })),
    anthropic: outturn.observe(new Anthropic({ ...options, baseURL: fake.anthropicBaseUrl })),
    requests: () => requests,
    close: () => fake.close(),
  };
}

function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 100_000) return number;
  throw new Error(`--${name} "${text}" is not a whole number from 0 to 100000.`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tasks: { type: "string", default: "20" },
      delay: { type: "string", default: "200" },
      fake: { type: "boolean", default: false },
    },
  });
  const [tasks, delayMs] = [readNumber("tasks", values.tasks), readNumber("delay", values.delay)];
  const { url, key } = await connect(process.env);
  const outturn = new Outturn({ url, key });
  const clients = await openClients(outturn, values.fake);
  const run = Date.now().toString(36);
  for (let number = 0; number < tasks; number += 1) {
    const lead = leadOf(number, run);
    const before = clients.requests();
    const { model, outcome } = await workOnLead(outturn, clients, lead);
    console.log(`${lead.id}  ${model}  ${outcome}  (${clients.requests() - before} requests)`);
    await wait(delayMs);
  }
  await outturn.shutdown();
  await clients.close();
  console.log(`${tasks} tasks sent: ${url}/`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
