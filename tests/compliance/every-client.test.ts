import Anthropic from "@anthropic-ai/sdk";
import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import { AnthropicVertex } from "@anthropic-ai/vertex-sdk";
import OpenAI, { AzureOpenAI } from "openai";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { Outturn } from "#lib/capture/index.ts";
import { GEN_AI, OUTTURN } from "#lib/domain/attributes.ts";
import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { findAnswerFixtures, readAnswerFixtures } from "#tests/support/answer-fixtures.ts";
import type { AnswerKind, KeptAnswer } from "#tests/support/answer-fixtures.ts";
import { asFrames } from "#tests/support/fake-clouds.ts";
import type { Recording } from "#tests/support/recording.ts";
import { findRecordings, readErrorRecordings, readRecordings } from "#tests/support/recordings.ts";
import { describeError } from "#tests/support/replay-clients.ts";

import { collect, keepSpans, valueOf } from "./compare.ts";

type Fetch = typeof fetch;

const authClient = { getRequestHeaders: async () => new Headers({ authorization: "Bearer fake" }) } as never;
const aws = { awsAccessKey: "fake", awsSecretKey: "fake", awsRegion: "eu-central-1" };

/** The clients that answers of each kind may come through. */
const OPENAI = {
  OpenAI: (own: Fetch) => new OpenAI({ apiKey: "fake", maxRetries: 0, fetch: own }),
  OpenRouter: (own: Fetch) =>
    new OpenAI({ apiKey: "fake", maxRetries: 0, fetch: own, baseURL: "https://openrouter.ai/api/v1" }),
  Azure: (own: Fetch) =>
    new AzureOpenAI({
      apiKey: "fake",
      maxRetries: 0,
      fetch: own,
      endpoint: "https://acme.openai.azure.com",
      apiVersion: "2026-01-01",
    }),
} as const;
const ANTHROPIC = {
  Anthropic: (own: Fetch) => new Anthropic({ apiKey: "fake", maxRetries: 0, fetch: own, openTelemetry: false }),
  Bedrock: (own: Fetch) => new AnthropicBedrock({ ...aws, maxRetries: 0, fetch: own }),
  Vertex: (own: Fetch) =>
    new AnthropicVertex({ region: "us", projectId: "acme", authClient, maxRetries: 0, fetch: own }),
} as const;

type ClientName = keyof typeof OPENAI | keyof typeof ANTHROPIC;

const TOKENS = [GEN_AI.inputTokens, GEN_AI.outputTokens];
const MODEL = "claude-sonnet-4-5-20250929";
const clientsFor = (kind: AnswerKind): ClientName[] =>
  kind === "messages" ? ["Anthropic", "Bedrock", "Vertex"] : ["OpenAI", "OpenRouter", "Azure"];

function answering({ body, status, headers }: KeptAnswer): Fetch {
  return async (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const response = new Response(body, { status, headers });
    return pathname.endsWith("/invoke-with-response-stream") && status === 200 ? asFrames(response) : response;
  };
}

async function ask(name: ClientName, answer: KeptAnswer, outturn: Outturn | null): Promise<unknown> {
  const own = answering(answer);
  const watch = <T extends object>(client: T): T => outturn?.observe(client) ?? client;
  const stream = answer.streamed;
  try {
    const reply =
      name in ANTHROPIC
        ? await watch(ANTHROPIC[name as keyof typeof ANTHROPIC](own) as Anthropic).messages.create({
            model: MODEL,
            max_tokens: 100,
            messages: [{ role: "user", content: "?" }],
            stream,
          })
        : await askOpenAi(watch(OPENAI[name as keyof typeof OPENAI](own)), answer.kind, stream);
    return Symbol.asyncIterator in reply ? await collect(reply as AsyncIterable<unknown>) : reply;
  } catch (error) {
    return { threw: describeError(error) };
  }
}

function askOpenAi(client: OpenAI, kind: AnswerKind, stream: boolean): PromiseLike<object> {
  if (kind === "responses") return client.responses.create({ model: "gpt-5", input: "?", stream });
  const usage = stream ? { stream_options: { include_usage: true } } : {};
  return client.chat.completions.create({
    model: "gpt-5",
    messages: [{ role: "user", content: "?" }],
    stream,
    ...usage,
  });
}

interface Asked {
  readonly id: string;
  readonly same: boolean;
  readonly calls: readonly OtlpSpan[];
}

/** One answer through a client of its kind, bare and watched. */
async function askTwice(name: ClientName, answer: KeptAnswer): Promise<Asked> {
  const spans: OtlpSpan[] = [];
  const outturn = new Outturn({ key: "test", sink: keepSpans(spans) });
  const bare = await ask(name, answer, null);
  const watched = await ask(name, answer, outturn);
  await outturn.shutdown();
  const calls = spans.filter(({ events }) => events !== undefined);
  return { id: `${name}: ${answer.id}`, same: JSON.stringify(bare) === JSON.stringify(watched), calls };
}

const wordsOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

beforeAll(() => {
  // The SDKs complain of deprecated models, and of answers that were broken on purpose.
  vi.spyOn(console, "warn").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
});
afterAll(() => {
  vi.restoreAllMocks();
});

const folder = findAnswerFixtures();
describe.skipIf(folder === null)("answers kept by SDK projects, skipped where ../shared/data is not there", () => {
  test("come through every client as without us, and leave one call with the provider's own usage", async () => {
    const answers = readAnswerFixtures(folder ?? "");
    expect(answers.length).toBeGreaterThan(170);
    expect(answers.filter(({ usage }) => usage !== null).length).toBeGreaterThan(160);
    const wrong: unknown[] = [];
    for (const answer of answers) {
      for (const name of clientsFor(answer.kind)) {
        const { id, same, calls } = await askTwice(name, answer);
        const told = calls.map((span) => TOKENS.map((key) => valueOf(span, key)));
        const wanted = [[answer.usage?.input, answer.usage?.output]];
        if (!same || JSON.stringify(told) !== JSON.stringify(wanted)) wrong.push({ id, same, told, wanted });
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** A recorded answer, to be given to any client of its kind. */
function keptOf({ id, provider, endpoint, response: { status, body } }: Recording): KeptAnswer {
  const kind = provider === "anthropic" ? "messages" : endpoint.endsWith("/responses") ? "responses" : "chat";
  const streamed = status === 200 && typeof body === "string";
  const type = streamed ? "text/event-stream" : "application/json";
  const headers = { "content-type": type, "request-id": "req_1", "x-request-id": "req_1" };
  return { id, kind, status, streamed, headers, body: wordsOf(body), usage: null };
}

const http = findRecordings();
describe.skipIf(http === null)("recorded answers, skipped where ../shared/data is not there", () => {
  test("come through every client as without us, and leave the same tokens whichever it was", async () => {
    const all = readRecordings(http ?? "").filter(({ response }) => response.status === 200);
    const answers = all
      .filter(({ endpoint }) => /\/(chat\/completions|responses|messages)$/.test(endpoint))
      .map(keptOf);
    const wrong: unknown[] = [];
    for (const answer of answers) {
      const asked = await Promise.all(clientsFor(answer.kind).map((name) => askTwice(name, answer)));
      const told = asked.map(({ calls }) => calls.map((span) => TOKENS.map((key) => valueOf(span, key))));
      const same = asked.every((one) => one.same && one.calls.length === 1);
      if (!same || new Set(told.map((one) => JSON.stringify(one))).size !== 1) wrong.push({ id: answer.id, told });
    }
    expect(wrong).toEqual([]);
    expect(answers.length).toBeGreaterThan(2_500);
  });
});

describe.skipIf(http === null)("recorded errors, skipped where ../shared/data is not there", () => {
  test("come through every client as without us, and have the same class whichever it was", async () => {
    const answers = readErrorRecordings(http ?? "").map(keptOf);
    const wrong: unknown[] = [];
    for (const answer of answers) {
      const asked = await Promise.all(clientsFor(answer.kind).map((name) => askTwice(name, answer)));
      const classes = new Set(asked.map(({ calls }) => calls.map((span) => valueOf(span, OUTTURN.failure)).join()));
      if (classes.size !== 1 || classes.has("") || !asked.every(({ same }) => same))
        wrong.push({ asked: asked.map(({ id, same }) => ({ id, same })), classes: [...classes] });
    }
    expect(wrong).toEqual([]);
    expect(answers.length).toBeGreaterThan(100);
  });
});
