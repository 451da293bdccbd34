import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";

import { chatFetch, TOOLS } from "./provider-in-process.ts";
import type { Answer } from "./provider-in-process.ts";
import type { SdkClient } from "./seen.ts";

const SYSTEM = { role: "system" as const, content: "You are a helpful assistant. ".repeat(12) };
const QUESTION = "Please tell me about the weather and the time in Paris. ".repeat(6);
let asked = 0;

/** A request that nobody has seen before, as in life: what could be remembered of it saves nothing. */
function chat(): { model: string; messages: ChatCompletionMessageParam[] } {
  asked += 1;
  return { model: "gpt-4o", messages: [SYSTEM, { role: "user", content: `${asked}. ${QUESTION}` }] };
}

const usage = { stream: true as const, stream_options: { include_usage: true } };

/** One kind of call that is measured. */
export interface Workload {
  readonly name: string;
  readonly answer: Answer;
  /** Chunks that an application reads of one call. */
  readonly chunks: number;
  /** The cell of the fidelity table that says who records such a call truly; null where nobody is compared. */
  readonly cell: string | null;
  readonly call: (client: SdkClient) => Promise<void>;
}

async function read(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _chunk of stream);
}

const streamed = async (client: SdkClient): Promise<void> =>
  read(await client.chat.completions.create({ ...chat(), ...usage }));

export const WORKLOADS: readonly Workload[] = [
  {
    name: "plain",
    answer: { chunks: 0, tools: false },
    chunks: 0,
    cell: "plain call",
    call: async (client) => void (await client.chat.completions.create(chat())),
  },
  {
    name: "streamed",
    answer: { chunks: 20, tools: false },
    chunks: 23,
    cell: "streamed, usage asked for",
    call: streamed,
  },
  {
    name: "streamed with two tools",
    answer: { chunks: 20, tools: true },
    chunks: 20,
    cell: "streamed with two tools",
    call: async (client) => read(await client.chat.completions.create({ ...chat(), ...usage, tools: TOOLS })),
  },
  { name: "long stream", answer: { chunks: 220, tools: false }, chunks: 223, cell: null, call: streamed },
  {
    name: "long stream, usage asked for by us",
    answer: { chunks: 220, tools: false },
    chunks: 223,
    cell: null,
    call: async (client) => read(await client.chat.completions.create({ ...chat(), stream: true })),
  },
];

export const fetchOf = ({ answer }: Workload): typeof globalThis.fetch => chatFetch(answer);
