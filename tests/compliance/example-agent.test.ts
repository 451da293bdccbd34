import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Outturn } from "#lib/capture/index.ts";
import type { OtlpSpan, OtlpTraces } from "#lib/domain/otlp.ts";
import { startFakeProvider, type FakeProvider } from "#tests/support/fake-provider.ts";
import { fakeModel } from "../../examples/agent/fake-model.ts";
import { leadOf } from "../../examples/agent/leads.ts";
import { workOnLead } from "../../examples/agent/work-on-lead.ts";

const spans: OtlpSpan[] = [];
const sink = {
  export: async (traces: OtlpTraces): Promise<void> => {
    spans.push(...traces.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)));
  },
};
let fake: FakeProvider;
const outcomes: string[] = [];

beforeAll(async () => {
  fake = await startFakeProvider({ reply: (request) => ({ ...fakeModel(request), delayMs: 0, chunkDelayMs: 0 }) });
  const outturn = new Outturn({ sink, key: "a-key-for-the-hashes" });
  const clients = {
    openai: outturn.observe(new OpenAI({ apiKey: "none", baseURL: fake.openaiBaseUrl })),
    anthropic: outturn.observe(new Anthropic({ apiKey: "none", baseURL: fake.anthropicBaseUrl })),
  };
  for (let number = 0; number < 8; number += 1) {
    outcomes.push((await workOnLead(outturn, clients, leadOf(number, "test"))).outcome);
  }
  await outturn.shutdown();
});

afterAll(() => fake.close());

function attribute(span: OtlpSpan, key: string): unknown {
  const found = span.attributes.find((candidate) => candidate.key === key);
  return found === undefined ? undefined : Object.values(found.value)[0];
}

/** The classes of a lead's calls in order, with the attempts of those that had more than one. */
function callsOf(number: number): string[] {
  return spans
    .filter((span) => span.kind === 3 && attribute(span, "outturn.task.id") === `lead-test-${number}`)
    .toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
    .map((span) => {
      const attempts = span.events?.length ?? 0;
      return `${String(attribute(span, "outturn.failure"))}${attempts > 1 ? ` after ${attempts} attempts` : ""}`;
    });
}

describe("the example agent on the fake provider", () => {
  test("meets every scenario once in eight leads", () => {
    expect(outcomes).toEqual([
      "succeeded",
      "succeeded",
      "succeeded",
      "succeeded",
      "failed: wrong_verdict",
      "succeeded",
      "failed: too_many_steps",
      "failed: exception (ServiceUnavailableError)",
    ]);
  });

  test("shows retries, an invalid tool call with its re-ask, a silent failure and an outage in its spans", () => {
    expect(callsOf(0)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(callsOf(1)).toEqual(["ok", "ok after 3 attempts", "ok"]);
    expect(callsOf(3)).toEqual(["ok", "ok", "invalid_arguments", "ok", "ok"]);
    expect(callsOf(4)).toEqual(["ok", "ok", "ok"]);
    expect(callsOf(6).slice(2)).toEqual(Array.from({ length: 4 }, () => "invalid_arguments"));
    expect(callsOf(7)).toEqual(["ok", "server_error after 3 attempts"]);
  });

  test("says how each task ended on a span of its own", () => {
    const ended = spans.filter((span) => span.kind === 1);
    expect(ended.map((span) => attribute(span, "outturn.task.outcome"))).toEqual(
      outcomes.map((outcome) => (outcome === "succeeded" ? "succeeded" : "failed")),
    );
    expect(ended.map((span) => attribute(span, "outturn.task.failure_reason")).filter(Boolean)).toEqual([
      "wrong_verdict",
      "too_many_steps",
      "exception",
    ]);
  });
});
