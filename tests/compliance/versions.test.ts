import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { OtlpSpan } from "#lib/domain/otlp.ts";
import { startFakeProvider } from "#tests/support/fake-provider.ts";
import { installVersions, VERSIONS } from "#tests/support/install-versions.ts";

import { valueOf } from "./compare.ts";
import { spansIn, startRecorder } from "./recorder.ts";

const run = promisify(execFile);
const root = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** What the package needs beside itself, from this repository's own installation. */
const NEEDED = ["ajv", "fast-deep-equal", "fast-uri", "json-schema-traverse", "require-from-string"];

const SDKS = ["openai-4", "openai-5", "openai-6", "openai-7", "anthropic-0", "anthropic-1"] as const;
type Sdk = (typeof SDKS)[number];

/** Every SDK on the pinned Node; the oldest Node with the SDKs that still run there, the one between with the newest. */
const MATRIX: readonly (readonly [runtime: "node-20" | "node-22" | "node-24", sdk: Sdk])[] = [
  ["node-20", "openai-4"],
  ["node-20", "openai-6"],
  ["node-20", "anthropic-0"],
  ["node-22", "openai-7"],
  ["node-22", "anthropic-1"],
  ...SDKS.map((sdk) => ["node-24", sdk] as const),
];

const TOOL_SCHEMA = `{ type: "object", properties: { city: { type: "string" } }, required: ["city"] }`;

const OPENAI = `
const OpenAI = require(SDK).OpenAI ?? require(SDK).default;
const client = outturn.observe(new OpenAI({ apiKey: "fake", baseURL: process.env.OPENAI_URL }));
const chat = { model: "gpt-4o", messages: [{ role: "user", content: "Say hello" }] };
const tools = [{ type: "function", function: { name: "weather", parameters: ${TOOL_SCHEMA} } }];
const text = (reply) => reply.choices[0].message.content;
const ways = {
  plain: async () => text(await client.chat.completions.create(chat)),
  streamed: async () => {
    let said = "";
    for await (const chunk of await client.chat.completions.create({ ...chat, stream: true })) {
      if ("usage" in chunk || chunk.choices.length === 0) throw new Error("the caller did not ask for usage");
      said += chunk.choices[0].delta.content ?? "";
    }
    return said;
  },
  tools: async () => (await client.chat.completions.create({ ...chat, tools })).choices[0].message.tool_calls.length,
  retried: async () => text(await client.chat.completions.create(chat)),
  withResponse: async () => {
    const { data, response } = await client.chat.completions.create(chat).withResponse();
    return [text(data), response.status];
  },
  helper: async () => {
    const completions = client.chat.completions.stream ? client.chat.completions : client.beta.chat.completions;
    return text(await completions.stream(chat).finalChatCompletion());
  },
};
const same = client instanceof OpenAI;
`;

const ANTHROPIC = `
const Anthropic = require(SDK).Anthropic ?? require(SDK).default;
const client = outturn.observe(new Anthropic({ apiKey: "fake", baseURL: process.env.ANTHROPIC_URL }));
const ask = { model: "claude-sonnet-5", max_tokens: 100, messages: [{ role: "user", content: "Say hello" }] };
const tools = [{ name: "weather", input_schema: ${TOOL_SCHEMA} }];
const text = (reply) => reply.content[0].text;
const ways = {
  plain: async () => text(await client.messages.create(ask)),
  streamed: async () => {
    let said = "";
    for await (const event of await client.messages.create({ ...ask, stream: true })) said += event.delta?.text ?? "";
    return said;
  },
  tools: async () => (await client.messages.create({ ...ask, tools })).content.filter(({ type }) => type === "tool_use").length,
  retried: async () => text(await client.messages.create(ask)),
  withResponse: async () => {
    const { data, response } = await client.messages.create(ask).withResponse();
    return [text(data), response.status];
  },
  helper: async () => text(await client.messages.stream(ask).finalMessage()),
};
const same = client instanceof Anthropic;
`;

const program = (sdk: Sdk): string => `
const { Outturn } = require("outturn");
const SDK = ${JSON.stringify(sdk)};
const outturn = new Outturn({ spool: false });
(async () => {
  ${sdk.startsWith("openai") ? OPENAI : ANTHROPIC}
  const seen = { same };
  await outturn.task("versions", async () => {
    for (const [name, way] of Object.entries(ways)) seen[name] = await way();
  });
  await outturn.shutdown();
  console.log(JSON.stringify(seen));
})();
`;

/** The same two calls in a task inside an application that traces with OpenTelemetry, and writes down what it exports. */
const tracing = (sdk: Sdk, sampler: string): string => `
const otel = require("@opentelemetry/sdk-trace-node");
const exported = new otel.InMemorySpanExporter();
const provider = new otel.NodeTracerProvider({
  sampler: new otel.${sampler}(),
  spanProcessors: [new otel.SimpleSpanProcessor(exported)],
});
provider.register();
const { Outturn } = require("outturn");
const { OpenAI } = require(${JSON.stringify(sdk)});
const outturn = new Outturn({ spool: false });
(async () => {
  const client = outturn.observe(new OpenAI({ apiKey: "fake", baseURL: process.env.OPENAI_URL }));
  const chat = { model: "gpt-4o", messages: [{ role: "user", content: "Say hello" }] };
  await outturn.task("traced", async () => {
    await client.chat.completions.create(chat);
    for await (const _chunk of await client.chat.completions.create({ ...chat, stream: true }));
  });
  await outturn.shutdown();
  const seen = exported.getFinishedSpans().map((span) => ({
    name: span.name,
    kind: span.kind + 1,
    ids: [span.spanContext().traceId, span.parentSpanContext?.spanId ?? null, span.spanContext().spanId],
    tokens: span.attributes["gen_ai.usage.output_tokens"] ?? null,
    events: span.events.map(({ name }) => name),
    ms: Math.round(span.duration[0] * 1e3 + span.duration[1] / 1e6),
  }));
  console.log(JSON.stringify(seen));
})();
`;

const NO_WAIT = { "retry-after-ms": "1" };
/** One tool call that fits and one without its argument; then a call that is answered at the third attempt. */
const SCRIPT = [
  {},
  {},
  {
    toolCalls: [
      { name: "weather", arguments: { city: "Paris" } },
      { name: "weather", arguments: {} },
    ],
  },
  { status: 429, headers: NO_WAIT },
  { status: 503, headers: NO_WAIT },
  {},
];

const missing = installVersions();
const binary = (runtime: string): string =>
  runtime === "node-24" ? process.execPath : join(VERSIONS, "node_modules", runtime, "bin", "node");
const combinations = missing === null ? MATRIX.filter(([runtime]) => existsSync(binary(runtime))) : [];
const left = missing ?? (combinations.length < MATRIX.length ? "npm has those runtimes for Linux on x64 only" : null);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outturn-versions-"));
  await run(process.execPath, [root("scripts/pack-library.mjs"), folder]);
  const [tarball = ""] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "outturn"), { recursive: true });
  await run("tar", ["xzf", join(folder, tarball), "-C", join(modules, "outturn"), "--strip-components=1"]);
  for (const name of NEEDED) await symlink(root(`node_modules/${name}`), join(modules, name));
  if (missing !== null) return;
  for (const name of [...SDKS, "@opentelemetry"]) {
    await symlink(join(VERSIONS, "node_modules", name), join(modules, name));
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

interface Ran {
  readonly seen: unknown;
  readonly spans: readonly OtlpSpan[];
}

/** Runs a program against a fake provider and a recorder, as a process of its own on the given runtime. */
async function perform(name: string, runtime: string, code: string): Promise<Ran> {
  const provider = await startFakeProvider();
  provider.script(...SCRIPT);
  const recorder = await startRecorder([{ status: 200 }]);
  const file = join(folder, `${name}.cjs`);
  await writeFile(file, code);
  const env = {
    PATH: process.env["PATH"],
    NODE_ENV: "test" as const,
    OPENAI_URL: provider.openaiBaseUrl,
    ANTHROPIC_URL: provider.anthropicBaseUrl,
    OUTTURN_URL: recorder.url,
    OUTTURN_INGEST_KEY: "k",
  };
  try {
    const { stdout } = await run(binary(runtime), [file], { cwd: folder, env });
    return { seen: JSON.parse(stdout), spans: recorder.received.flatMap(spansIn) };
  } finally {
    await provider.close();
    await recorder.close();
  }
}

describe("the packed library", () => {
  test.skipIf(left !== null)(
    `has every SDK and runtime it promises to work with${left === null ? "" : ` (${left})`}`,
    () => {
      expect(combinations).toEqual(MATRIX);
    },
  );

  test.each(combinations)("on %s with %s changes nothing and records every call", async (runtime, sdk) => {
    const { seen, spans } = await perform(`${runtime}-${sdk}`, runtime, program(sdk));
    expect(seen).toEqual({
      same: true,
      plain: "Hello.",
      streamed: "Hello.",
      tools: 2,
      retried: "Hello.",
      withResponse: ["Hello.", 200],
      helper: "Hello.",
    });
    const calls = spans.filter(({ kind }) => kind === 3);
    expect(calls.map((span) => valueOf(span, "gen_ai.usage.output_tokens"))).toEqual([5, 5, 5, 5, 5, 5]);
    expect(calls.map((span) => valueOf(span, "http.request.resend_count"))).toEqual([0, 0, 0, 2, 0, 0]);
    expect(calls.map((span) => valueOf(span, "outturn.failure"))).toEqual([
      "ok",
      "ok",
      "invalid_arguments",
      "ok",
      "ok",
      "ok",
    ]);
    const verdicts = JSON.parse(String(valueOf(calls[2], "outturn.tool_verdicts"))) as { verdict: string }[];
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["valid", "invalid_arguments"]);
    expect(new Set(calls.map((span) => valueOf(span, "outturn.task.type")))).toEqual(new Set(["versions"]));
  });
});

const byName = <T extends { readonly name: string }>(spans: readonly T[]): T[] =>
  spans.toSorted((a, b) => (a.name < b.name ? -1 : 1));

describe("beside an application's own OpenTelemetry SDK", () => {
  const traced = combinations.filter(([, sdk]) => sdk === "openai-6" || sdk === "openai-7");

  test.each(traced)("on %s with %s its exporter gets the same spans, under the same ids", async (runtime, sdk) => {
    const { seen, spans } = await perform(`traced-${runtime}-${sdk}`, runtime, tracing(sdk, "AlwaysOnSampler"));
    const ours = spans.map((span) => ({
      name: span.name,
      kind: span.kind,
      ids: [span.traceId, span.parentSpanId ?? null, span.spanId],
      tokens: valueOf(span, "gen_ai.usage.output_tokens") ?? null,
      events: (span.events ?? []).map(({ name }) => name),
      ms: Math.round((Number(span.endTimeUnixNano) - Number(span.startTimeUnixNano)) / 1e6),
    }));
    expect(spans).toHaveLength(3);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    const theirs = byName(seen as typeof ours);
    const times = theirs.map(({ ms }, at) => ms - (byName(ours)[at]?.ms ?? Number.NaN));
    expect(times.every((apart) => Math.abs(apart) <= 1)).toBe(true);
    const withoutTimes = (all: typeof ours) =>
      byName(all)
        .map(({ ms: _ms, ...rest }) => JSON.stringify(rest))
        .toSorted();
    expect(withoutTimes(theirs)).toEqual(withoutTimes(ours));
  });

  test.each(traced)("on %s with %s a trace that is not sampled leaves its records", async (runtime, sdk) => {
    const { seen, spans } = await perform(`unsampled-${runtime}-${sdk}`, runtime, tracing(sdk, "AlwaysOffSampler"));
    expect(seen).toEqual([]);
    expect(spans.map(({ kind }) => kind).toSorted((a, b) => a - b)).toEqual([1, 3, 3]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(
      spans.map((span) => Number(valueOf(span, "gen_ai.usage.output_tokens") ?? 0)).toSorted((a, b) => a - b),
    ).toEqual([0, 5, 5]);
  });
});
