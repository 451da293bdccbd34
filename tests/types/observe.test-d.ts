import type Anthropic from "@anthropic-ai/sdk";
import type { AnthropicBedrock } from "./clients.ts";
import type OpenAI from "openai";
import type { AzureOpenAI } from "openai";

import type { Outturn, OutturnOptions, Task } from "#lib/capture/index.ts";

/** Compiles only where each type is assignable to the other. */
type Same<A, B> = [A, B, keyof A] extends [B, A, keyof B] ? true : never;

declare const outturn: Outturn;
declare const openai: OpenAI;
declare const azure: AzureOpenAI;
declare const anthropic: Anthropic;
declare const bedrock: AnthropicBedrock;

export function observeKeepsTheExactType(): true[] {
  const [a, b, c, d] = [
    outturn.observe(openai),
    outturn.observe(azure),
    outturn.observe(anthropic),
    outturn.observe(bedrock),
  ];
  const same: [Same<typeof a, OpenAI>, Same<typeof b, AzureOpenAI>, Same<typeof c, Anthropic>] = [true, true, true];
  const generic: Same<typeof d, AnthropicBedrock> = true;
  return [...same, generic];
}

export function taskReturnsWhatItsCallbackReturns(): true[] {
  const plain = outturn.task("demo", () => 7);
  const awaited = outturn.task("demo", { id: "1", tags: { customer: "acme" } }, async (task) => task.id);
  const same: [Same<typeof plain, Promise<number>>, Same<typeof awaited, Promise<string>>] = [true, true];
  return same;
}

export async function aChainReturnsWhatItsWorkReturns(): Promise<true[]> {
  const { models } = await outturn.route({ taskType: "demo", needs: ["json"] });
  const reply = outturn.withFallback(models, async (model, { index }) => ({ model, index }));
  const clients = outturn.withFallback([openai, anthropic], (client) => client.baseURL.length);
  const same: [Same<typeof reply, Promise<{ model: string; index: number }>>, Same<typeof clients, Promise<number>>] = [
    true,
    true,
  ];
  return same;
}

export function aReasonIsNeededToFail(task: Task): void {
  task.fail("wrong_vendor");
  // @ts-expect-error a failure without a reason cannot be counted by its reason
  task.fail();
  // @ts-expect-error a check is a yes or a no
  task.check("polite", "yes");
}

export function contentIsOffOnOrDescribed(): OutturnOptions["content"][] {
  const redact = (text: string, where: "instructions" | "input" | "output" | "tools"): string | null =>
    where === "tools" ? null : text;
  // @ts-expect-error what may be kept of a text has to be known before the record is written
  const late: OutturnOptions["content"] = { redact: async (text: string) => text };
  return [true, false, { maxChars: 1000, patterns: { order: /O-\d+/ }, redact }, late];
}
