import type { ChatCompletionFunctionTool } from "openai/resources/chat/completions";

const HEAD = { id: "chatcmpl-bench", created: 1_790_000_000, model: "gpt-4o-2024-08-06", service_tier: "default" };
const USAGE = {
  prompt_tokens: 2000,
  completion_tokens: 300,
  total_tokens: 2300,
  prompt_tokens_details: { cached_tokens: 1500, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 200, audio_tokens: 0 },
};

/** The two tool calls of every script; neither's arguments fit the other's schema. */
export const TOOL_CALLS = [
  { name: "get_weather", arguments: { city: "Paris" } },
  { name: "get_time", arguments: { tz: "CET" } },
] as const;

export const TOOLS: ChatCompletionFunctionTool[] = TOOL_CALLS.map(({ name, arguments: args }) => ({
  type: "function",
  function: {
    name,
    description: `What ${name} is for`,
    parameters: {
      type: "object",
      properties: Object.fromEntries(Object.keys(args).map((key) => [key, { type: "string" }])),
      required: Object.keys(args),
      additionalProperties: false,
    },
  },
}));

export interface Answer {
  /** Chunks that carry content; 0 answers in one piece. */
  readonly chunks: number;
  readonly tools: boolean;
}

/** A fetch in the process that always gives the same chat completion: no socket, no wait. */
export function chatFetch(answer: Answer): typeof globalThis.fetch {
  const streamed = answer.chunks > 0;
  const body = streamed ? events(answer) : JSON.stringify(whole());
  const headers = {
    "content-type": streamed ? "text/event-stream" : "application/json",
    "x-request-id": "req_bench",
    "x-ratelimit-remaining-requests": "9999",
  };
  return () => Promise.resolve(new Response(body, { headers }));
}

function whole(): unknown {
  const message = { role: "assistant", content: "Hello there, how may I help you today?", refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
  return { ...HEAD, object: "chat.completion", choices, usage: USAGE };
}

function events({ chunks, tools }: Answer): string {
  const start = { ...HEAD, object: "chat.completion.chunk" };
  const chunk = (delta: object, finish: string | null = null): unknown => ({
    ...start,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    usage: null,
  });
  const content = tools ? toolDeltas(chunks) : Array.from({ length: chunks }, (_, i) => ({ content: `word${i} ` }));
  const all = [
    chunk({ role: "assistant", content: tools ? null : "", refusal: null }),
    ...content.map((delta) => chunk(delta)),
    chunk({}, tools ? "tool_calls" : "stop"),
    { ...start, choices: [], usage: USAGE },
  ];
  return `${all.map((data) => `data: ${JSON.stringify(data)}\n\n`).join("")}data: [DONE]\n\n`;
}

/** One tool after the other, as OpenAI sends them, each in `chunks / 2` pieces. */
function toolDeltas(chunks: number): object[] {
  return TOOL_CALLS.flatMap((call, index) => {
    const text = JSON.stringify(call.arguments);
    const size = Math.max(1, Math.ceil(text.length / Math.max(1, chunks / 2 - 1)));
    const pieces = text.match(new RegExp(`.{1,${size}}`, "g")) ?? [];
    const begin = { index, id: `call_${index}`, type: "function", function: { name: call.name, arguments: "" } };
    return [begin, ...pieces.map((piece) => ({ index, function: { arguments: piece } }))].map((part) => ({
      tool_calls: [part],
    }));
  });
}
