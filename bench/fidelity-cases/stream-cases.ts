import { setTimeout as wait } from "node:timers/promises";

import { chatFetch, TOOLS, TOOL_CALLS } from "../side-by-side/provider-in-process.ts";
import type { Told } from "../side-by-side/read-record.ts";
import { expectSame, fails, isFailed, MODEL, notFailed, one, readAll, scripted, SOON } from "./fidelity-case.ts";
import { STREAM, tokens, USAGE, WITH_USAGE } from "./fidelity-case.ts";
import type { FidelityCase, Stage } from "./fidelity-case.ts";

const LONG = { text: "one two three four five six seven eight nine ten ".repeat(8), chunkDelayMs: 5, usage: USAGE };
const INPUT = { model: MODEL, input: "Say hello" };

/** Both tools, in order, with their own arguments or a verdict that only those arguments can have. */
function tools({ tools }: Told): string | null {
  const right = TOOL_CALLS.every((call, index) => {
    const told = tools[index];
    if (told?.name !== call.name) return false;
    return told.arguments === null ? told.verdict === "valid" : told.arguments === JSON.stringify(call.arguments);
  });
  if (right && tools.length === TOOL_CALLS.length) return null;
  return `tools ${tools.map((tool) => `${tool.name}(${tool.arguments ?? tool.verdict})`).join(", ") || "unknown"}`;
}

const cutShort = (told: Told): string | null => {
  const said = [...told.facts].some(([, value]) => /cancel|abort|interrupt|incomplete|broken off/i.test(String(value)));
  return told.failed || said ? null : "passes for a finished call";
};

/** Leaves a stream after three chunks, and sees whether the connection is closed as without a wrapper. */
async function leave({ client, provider }: Stage): Promise<void> {
  let chunks = 0;
  for await (const _chunk of await client.chat.completions.create(STREAM)) {
    chunks += 1;
    if (chunks === 3) break;
  }
  await wait(60);
  expectSame("closed connections", provider.hangUps(), 1);
}

/** TTFT of the attempt that answered: the script waits 60 ms there, and 400 ms before it. */
function timeToFirst({ facts, startMs }: Told): string | null {
  const said = [...facts].filter(([key]) => /ttft|first_(token|chunk|content)|completion_start/i.test(key));
  const millis = said.flatMap(([, value]) =>
    typeof value === "number" ? [value, value * 1000] : [Date.parse(String(value).replaceAll('"', "")) - startMs],
  );
  if (millis.some((ms) => ms >= 50 && ms < 300)) return null;
  return said.length === 0 ? "no time to first token" : "back-off counted in";
}

/** Streams read to their end, left, lost, and those of the Responses API. */
export const STREAM_CASES: readonly FidelityCase[] = [
  {
    name: "streamed, usage asked for",
    script: [{ usage: USAGE }],
    run: async ({ client }) => expectSame("chunks", await readAll(await client.chat.completions.create(WITH_USAGE)), 4),
    judge: one(scripted, notFailed),
  },
  {
    name: "streamed, usage not asked for",
    script: [{ usage: USAGE }],
    run: async ({ client }) => expectSame("chunks", await readAll(await client.chat.completions.create(STREAM)), 3),
    judge: one(scripted, notFailed),
  },
  {
    name: "streamed with two tools",
    script: [],
    run: async ({ withFetch }) => {
      const client = withFetch(chatFetch({ chunks: 4, tools: true }));
      await readAll(await client.chat.completions.create({ ...WITH_USAGE, tools: TOOLS }));
    },
    judge: one(tokens(2000, 300), tools, notFailed),
  },
  {
    name: "two tools interleaved",
    script: [{ usage: USAGE, toolCalls: TOOL_CALLS }],
    run: async ({ client }) =>
      void (await readAll(await client.chat.completions.create({ ...WITH_USAGE, tools: TOOLS }))),
    judge: one(scripted, tools, notFailed),
  },
  {
    name: "stream left by its reader: recorded",
    script: [LONG],
    run: leave,
    judge: one(cutShort),
  },
  {
    name: "stream left by its reader: tokens",
    script: [LONG],
    run: leave,
    judge: one(({ outputTokens }) => ((outputTokens ?? 0) > 0 ? null : "no tokens")),
  },
  {
    name: "stream lost by the server",
    script: [{ ...LONG, destroyAfter: 4 }],
    run: ({ client }) => fails(async () => readAll(await client.chat.completions.create(WITH_USAGE))),
    judge: one(isFailed),
  },
  {
    name: "error inside a stream",
    script: [{ ...LONG, errorAfter: 4 }],
    run: ({ client }) => fails(async () => readAll(await client.chat.completions.create(WITH_USAGE))),
    judge: one(isFailed),
  },
  {
    name: "stream never read",
    script: [{ usage: USAGE }],
    run: async ({ client }) => void (await client.chat.completions.create(WITH_USAGE)),
    judge: one(),
  },
  {
    name: "TTFT without back-off",
    script: [
      { status: 429, headers: { "retry-after-ms": "400" } },
      { delayMs: 60, usage: USAGE },
    ],
    run: async ({ client }) => void (await readAll(await client.chat.completions.create(WITH_USAGE))),
    judge: one(timeToFirst),
  },
  {
    name: "TTFT of an ordinary stream",
    script: [{ delayMs: 60, headers: SOON, usage: USAGE }],
    run: async ({ client }) => void (await readAll(await client.chat.completions.create(WITH_USAGE))),
    judge: one(timeToFirst),
  },
  {
    name: "Responses stream",
    script: [{ usage: USAGE }],
    run: async ({ client }) => void (await readAll(await client.responses.create({ ...INPUT, stream: true }))),
    judge: one(scripted, notFailed),
  },
];
