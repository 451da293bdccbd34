import { TOOLS } from "../side-by-side/provider-in-process.ts";
import { CHAT, expectSame, MESSAGES, MODEL, notFailed, one, readAll, scripted, USAGE } from "./fidelity-case.ts";
import { WITH_USAGE } from "./fidelity-case.ts";
import type { FidelityCase } from "./fidelity-case.ts";

const ANSWER = { text: '{"city":"Paris"}', usage: USAGE };
const SCHEMA = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const STRICT = { name: "place", strict: true, schema: SCHEMA };

/** Everything an SDK's client offers beside `await create()`. */
export const HELPER_CASES: readonly FidelityCase[] = [
  {
    name: "instanceof and class",
    script: [{ usage: USAGE }],
    run: async ({ client, sdk }) => {
      expectSame("instanceof", client instanceof sdk, true);
      await client.chat.completions.create(CHAT);
    },
    judge: one(scripted),
  },
  {
    name: ".withResponse()",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const { data, response } = await client.chat.completions.create(CHAT).withResponse();
      expectSame("status and text", [response.status, data.choices[0]?.message.content], [200, "Hello."]);
    },
    judge: one(scripted, notFailed),
  },
  {
    name: ".asResponse().json()",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const body: unknown = await (await client.chat.completions.create(CHAT).asResponse()).json();
      expectSame("model", (body as { readonly model: string }).model, MODEL);
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "stream.tee()",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const [left, right] = (await client.chat.completions.create(WITH_USAGE)).tee();
      expectSame("chunks", await Promise.all([readAll(left), readAll(right)]), [4, 4]);
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "stream.toReadableStream()",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const stream = await client.chat.completions.create(WITH_USAGE);
      expectSame("controller", stream.controller instanceof AbortController, true);
      // A web stream; the SDK's type for it does not say that it can be iterated.
      const lines = stream.toReadableStream() as unknown as AsyncIterable<unknown>;
      expectSame("lines", await readAll(lines), 4);
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "chat.completions.stream()",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      let said = "";
      const runner = client.chat.completions.stream({ ...CHAT, stream_options: { include_usage: true } });
      runner.on("content", (piece) => {
        said += piece;
      });
      const reply = await runner.finalChatCompletion();
      expectSame("text", [said, reply.choices[0]?.message.content], ["Hello.", "Hello."]);
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "chat.completions.parse()",
    script: [ANSWER],
    run: async ({ client }) => {
      const format = { type: "json_schema" as const, json_schema: STRICT };
      const reply = await client.chat.completions.parse({ ...CHAT, response_format: format });
      expectSame("parsed", reply.choices[0]?.message.parsed, { city: "Paris" });
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "chat.completions.runTools()",
    script: [{ toolCalls: [{ name: "get_weather", arguments: { city: "Paris" } }], usage: USAGE }, { usage: USAGE }],
    run: async ({ client }) => {
      const [weather] = TOOLS;
      if (weather === undefined) throw new Error("no tool");
      const { name, description = "", parameters = {} } = weather.function;
      const run = { name, description, parameters, parse: String, function: () => "sunny" };
      const runner = client.chat.completions.runTools({
        model: MODEL,
        messages: [...MESSAGES],
        tools: [{ type: "function", function: run }],
      });
      expectSame("text", await runner.finalContent(), "Hello.");
    },
    judge: (told) => (told.length === 2 ? (one(scripted)([...told].slice(1)) ?? null) : `${told.length} of 2 records`),
  },
  {
    name: "responses.stream()",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const reply = await client.responses.stream({ model: MODEL, input: "Say hello" }).finalResponse();
      expectSame("text", reply.output_text, "Hello.");
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "responses.parse()",
    script: [ANSWER],
    run: async ({ client }) => {
      const reply = await client.responses.parse({
        model: MODEL,
        input: "Where?",
        text: { format: { type: "json_schema", ...STRICT } },
      });
      expectSame("parsed", reply.output_parsed, { city: "Paris" });
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "withOptions() clone",
    script: [{ usage: USAGE }],
    run: async ({ client }) => void (await client.withOptions({ maxRetries: 1 }).chat.completions.create(CHAT)),
    judge: one(scripted, notFailed),
  },
  {
    name: "raw client.post()",
    script: [{ usage: USAGE }],
    run: async ({ client }) => {
      const body = await client.post<{ readonly model: string }>("/chat/completions", { body: CHAT });
      expectSame("model", body.model, MODEL);
    },
    judge: one(scripted, notFailed),
  },
  {
    name: "pages go on (models.list)",
    script: [{}],
    run: async ({ client }) => expectSame("models", await readAll(client.models.list()), 1),
    judge: (told) => (told.every(({ failed }) => !failed) ? null : "marked as failed"),
  },
  {
    name: "tool arguments judged",
    script: [{ toolCalls: [{ name: "get_weather", arguments: { town: "Paris" } }], usage: USAGE }],
    run: async ({ client }) => void (await client.chat.completions.create({ ...CHAT, tools: TOOLS })),
    judge: one(({ facts }) => {
      const told = [...facts].some(([key, value]) => /verdict|valid/i.test(key) && /invalid/.test(String(value)));
      return told ? null : "nobody says that the arguments break the schema";
    }),
  },
];
