import { CHAT, expectSame, fails, hasStatus, isFailed, MODEL, notFailed, one } from "./fidelity-case.ts";
import { ordinary, scripted, SOON, STREAM, tokens, USAGE } from "./fidelity-case.ts";
import type { FidelityCase } from "./fidelity-case.ts";

const BUSY = { status: 429, headers: SOON };

/** Calls that answer at once, their failures and their retries. */
export const PLAIN_CASES: readonly FidelityCase[] = [
  {
    name: "plain call",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const reply = await client.chat.completions.create(CHAT);
      expectSame("text", reply.choices[0]?.message.content, "Hello.");
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "cached and reasoning tokens",
    script: [{ usage: USAGE }],
    run: async ({ client }) => void (await client.chat.completions.create(CHAT)),
    judge: one(scripted, ({ cachedTokens, reasoningTokens }) =>
      cachedTokens === USAGE.cacheRead && reasoningTokens === USAGE.reasoning
        ? null
        : `cached ${cachedTokens ?? "unknown"}, reasoning ${reasoningTokens ?? "unknown"}`,
    ),
  },
  {
    name: "retries counted (429, 429, 200)",
    script: [BUSY, BUSY, {}],
    run: async ({ client, provider }) => {
      await client.chat.completions.create(CHAT);
      expectSame("requests", provider.requests.length, 3);
    },
    judge: one(ordinary, notFailed, ({ facts }) => {
      const counted = [...facts].some(([key, value]) => /resend|retr(y|ies)|attempt/i.test(key) && value === 2);
      return counted ? null : "no trace of the retries";
    }),
  },
  {
    name: "each attempt's status and wait",
    script: [{ status: 429, headers: { "retry-after-ms": "60" } }, { status: 503, headers: SOON }, {}],
    run: async ({ client }) => void (await client.chat.completions.create(CHAT)),
    judge: one(hasStatus(429), hasStatus(503), hasStatus(200), ({ facts }) => {
      const waited = [...facts].some(([key, value]) => /wait|back.?off|delay/i.test(key) && Number(value) >= 55);
      return waited ? null : "the wait is nowhere";
    }),
  },
  {
    name: "failed call (400)",
    script: [{ status: 400 }],
    run: ({ client }) => fails(() => client.chat.completions.create(CHAT)),
    judge: one(isFailed),
  },
  {
    name: "failed call: its status",
    script: [{ status: 400 }],
    run: ({ client }) => fails(() => client.chat.completions.create(CHAT)),
    judge: one(hasStatus(400)),
  },
  {
    name: "retries used up (429 three times)",
    script: [BUSY, BUSY, BUSY],
    run: ({ client }) => fails(() => client.chat.completions.create(CHAT)),
    judge: one(isFailed),
  },
  {
    name: "retries used up, streamed",
    script: [BUSY, BUSY, BUSY],
    run: ({ client }) => fails(() => client.chat.completions.create(STREAM)),
    judge: one(isFailed),
  },
  {
    name: "time-out",
    script: [{ delayMs: 400 }],
    run: ({ client }) => fails(() => client.chat.completions.create(CHAT, { timeout: 40, maxRetries: 0 })),
    judge: one(isFailed),
  },
  {
    name: "responses.create",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const reply = await client.responses.create({ model: MODEL, input: "Say hello" });
      expectSame("text", reply.output_text, "Hello.");
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "embeddings",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const reply = await client.embeddings.create({ model: "text-embedding-3-small", input: "hello" });
      expectSame("vector", reply.data[0]?.embedding, [0.25, -0.5, 1]);
    },
    judge: one(tokens(USAGE.input, null), notFailed),
  },
];
