import type { FakeReply, FakeRequest, FakeToolCall } from "#tests/support/fake-provider.ts";
import { leadOf, scenarioOf, type Scenario } from "./leads.ts";

/** How often the model has answered already in the conversation that a request carries. */
function stepOf(request: FakeRequest): number {
  const messages = Array.isArray(request.body["messages"]) ? (request.body["messages"] as { role?: string }[]) : [];
  return messages.filter((message) => message.role === "assistant").length;
}

function call(name: string, args: FakeToolCall["arguments"]): FakeReply {
  return { toolCalls: [{ name, arguments: args }] };
}

/** What a good model does at each step: look up, search, send a quote where it is due, answer. */
function smooth(leadId: string, step: number): FakeReply {
  const [, run = "", number = "0"] = /^lead-(.+)-(\d+)$/.exec(leadId) ?? [];
  const lead = leadOf(Number(number), run);
  if (step === 0) return call("crm_lookup", { lead_id: leadId });
  if (step === 1) return call("search_company", { name: lead.company });
  if (step === 2 && lead.qualified) return call("send_quote", { lead_id: leadId, tier: "business", seats: 25 });
  return { text: JSON.stringify({ qualified: lead.qualified }) };
}

function wrongQuote(leadId: string): FakeReply {
  return call("send_quote", { lead_id: leadId, tier: "enterprise", seats: "twenty-five" });
}

type Script = (leadId: string, step: number, retry: number) => FakeReply;

const SCRIPTS: Readonly<Record<Scenario, Script>> = {
  smooth,
  busy_provider: (leadId, step, retry) =>
    step === 1 && retry < 2 ? { status: 429, headers: { "retry-after-ms": "250" } } : smooth(leadId, step),
  // The third answer does not fit its schema; told so, the model mends it.
  bad_arguments: (leadId, step) => (step === 2 ? wrongQuote(leadId) : smooth(leadId, step > 2 ? step - 1 : step)),
  // Every call is fine and the answer is wrong: only the application can know.
  wrong_verdict: (leadId, step) => (step < 2 ? smooth(leadId, step) : { text: '{"qualified": false}' }),
  never_valid: (leadId, step) => (step < 2 ? smooth(leadId, step) : wrongQuote(leadId)),
  provider_down: (leadId, step) =>
    step === 0 ? smooth(leadId, step) : { status: 503, headers: { "retry-after-ms": "150" } },
};

/** A model that plays the leads' scenarios; tokens grow with the request, as they do in life. */
export function fakeModel(request: FakeRequest): FakeReply {
  const text = JSON.stringify(request.body);
  const leadId = /lead-[a-z0-9]+-\d+/.exec(text)?.[0] ?? "lead-x-0";
  const input = Math.ceil(text.length / 4);
  const reply = SCRIPTS[scenarioOf(leadId)](leadId, stepOf(request), request.retry);
  return { delayMs: 120, chunkDelayMs: 8, usage: { input, output: 38 }, ...reply };
}
