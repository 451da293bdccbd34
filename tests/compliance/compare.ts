import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { Outturn } from "#lib/capture/index.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import type { FakeModel, FakeProvider, FakeReply } from "#tests/support/fake-provider.ts";
import { restartFakeIds } from "#tests/support/fake-provider/reply.ts";
import { describeError } from "#tests/support/replay-clients.ts";

/** What a scenario is given: clients of a fake provider, bare or watched. */
export interface Stage {
  readonly openai: OpenAI;
  readonly anthropic: Anthropic;
  readonly provider: FakeProvider;
}

export interface Scenario {
  readonly script: readonly (FakeReply | FakeModel)[];
  readonly run: (stage: Stage) => Promise<unknown>;
}

export interface Comparison {
  readonly bare: unknown;
  readonly watched: unknown;
  /** Spans of the watched run. */
  readonly spans: readonly OtlpSpan[];
  /** HTTP requests that each run caused. */
  readonly requests: { readonly bare: number; readonly watched: number };
}

export function openClients(provider: FakeProvider): { openai: OpenAI; anthropic: Anthropic } {
  return {
    openai: new OpenAI({ apiKey: "fake", baseURL: provider.openaiBaseUrl }),
    anthropic: new Anthropic({ apiKey: "fake", baseURL: provider.anthropicBaseUrl }),
  };
}

async function perform(scenario: Scenario, outturn: Outturn | null): Promise<{ seen: unknown; requests: number }> {
  restartFakeIds();
  const provider = await startFakeProvider();
  provider.script(...scenario.script);
  const { openai, anthropic } = openClients(provider);
  const stage = { openai: outturn?.observe(openai) ?? openai, anthropic: outturn?.observe(anthropic) ?? anthropic };
  try {
    const seen = await scenario
      .run({ ...stage, provider })
      .catch((error: unknown) => ({ threw: describeError(error) }));
    return { seen, requests: provider.requests.length };
  } finally {
    await provider.close();
  }
}

/** Runs a scenario against the same script twice: bare, then watched. */
export async function compare(scenario: Scenario): Promise<Comparison> {
  const spans: OtlpSpan[] = [];
  const outturn = new Outturn({ key: "test", sink: keepSpans(spans) });
  const bare = await perform(scenario, null);
  const watched = await perform(scenario, outturn);
  await outturn.shutdown();
  return {
    bare: bare.seen,
    watched: watched.seen,
    spans,
    requests: { bare: bare.requests, watched: watched.requests },
  };
}

/** A sink that keeps every span in `into`. */
export function keepSpans(into: OtlpSpan[]): { export: (traces: Parameters<CollectSpans>[0]) => Promise<void> } {
  return {
    export: async ({ resourceSpans }) => {
      into.push(...resourceSpans.flatMap((part) => part.scopeSpans).flatMap((part) => part.spans));
    },
  };
}
type CollectSpans = (traces: {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] }[];
}) => void;

/** An attribute of a span as a plain value; undefined when it is not there. */
export function valueOf(span: OtlpSpan | undefined, key: string): string | number | boolean | undefined {
  const value = span?.attributes.find((attribute) => attribute.key === key)?.value;
  if (value === undefined || "arrayValue" in value) return undefined;
  if ("intValue" in value) return Number(value.intValue);
  if ("stringValue" in value) return value.stringValue;
  return "boolValue" in value ? value.boolValue : value.doubleValue;
}

export async function collect(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const collected: unknown[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Waits until something has come about, for as long as the test may take. */
export async function until(comesAbout: () => boolean): Promise<void> {
  while (!comesAbout()) await new Promise((resolve) => setImmediate(resolve));
}

export const HELLO: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Say hello" }];
