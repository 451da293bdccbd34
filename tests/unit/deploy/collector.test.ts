import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { chatSpan, send, wrap } from "#tests/unit/ingest/support/spans.ts";
import { toProtobuf } from "#tests/unit/ingest/support/to-protobuf.ts";

const FOLDER = join(import.meta.dirname, "../../../examples/collector");

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors?: readonly string[];
  readonly exporters: readonly string[];
}

interface Kafka {
  readonly traces: { readonly topic: string; readonly encoding: string };
  readonly logs: { readonly topic: string; readonly encoding: string };
}

type Named<T> = Readonly<Record<string, T>>;

interface Outturn {
  readonly endpoint: string;
  readonly headers: Named<string>;
  readonly encoding: string;
  readonly compression: string;
  readonly timeout: string;
  readonly retry_on_failure: { readonly enabled: boolean; readonly max_elapsed_time: string };
  readonly sending_queue: { readonly enabled: boolean; readonly storage?: string };
}

interface Config {
  readonly extensions?: Named<unknown>;
  readonly receivers: Named<unknown>;
  readonly processors?: Named<{ readonly send_batch_max_size?: number }>;
  readonly exporters: { readonly "otlphttp/outturn"?: Outturn; readonly kafka?: Kafka };
  readonly service: { readonly extensions?: readonly string[]; readonly pipelines: Named<Pipeline> };
}

const read = (file: string): Config =>
  // The shape is what the assertions below look for: another one fails them.
  parse(readFileSync(join(FOLDER, file), "utf8")) as Config;
const files = globSync("*.yaml", { cwd: FOLDER }).sort();
const sending = files.filter((file) => read(file).exporters["otlphttp/outturn"] !== undefined);

test("there is one alone, and one on either side of Kafka", () => {
  expect(files).toEqual(["alone.yaml", "from-kafka.yaml", "to-kafka.yaml"]);
});

describe.each(files)("%s", (file) => {
  const config = read(file);

  test("names in its pipelines what it defines, and nothing else", () => {
    const pipelines = Object.values(config.service.pipelines);
    const used = (part: keyof Pipeline): string[] =>
      [...new Set(pipelines.flatMap((pipeline) => pipeline[part] ?? []))].sort();
    expect(used("receivers")).toEqual(Object.keys(config.receivers).sort());
    expect(used("processors")).toEqual(Object.keys(config.processors ?? {}).sort());
    expect(used("exporters")).toEqual(Object.keys(config.exporters).sort());
    expect(config.service.extensions ?? []).toEqual(Object.keys(config.extensions ?? {}));
  });

  test("hands on traces and logs, and samples nothing away", () => {
    expect(Object.keys(config.service.pipelines)).toEqual(["traces", "logs"]);
    expect(Object.keys(config.processors ?? {}).filter((name) => /sampl|filter/.test(name))).toEqual([]);
  });
});

describe.each(sending)("%s sends to Outturn", (file) => {
  const outturn = read(file).exporters["otlphttp/outturn"];

  test("by the rules of OTLP over HTTP: a base address, a key, packed protobuf, and retries that do not give up", () => {
    expect(outturn).toMatchObject({
      endpoint: "${env:OUTTURN_URL}",
      headers: { authorization: "Bearer ${env:OUTTURN_INGEST_KEY}" },
      encoding: "proto",
      compression: "gzip",
      retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
    });
  });

  test("and holds what waits where a restart does not lose it", () => {
    const inKafka = "kafka" in read(file).receivers;
    expect(outturn?.sending_queue).toMatchObject(
      inKafka ? { enabled: false } : { enabled: true, storage: "file_storage" },
    );
  });
});

test("both sides of Kafka speak of the same topics in the same encoding", () => {
  const { traces, logs } = read("to-kafka.yaml").exporters.kafka ?? {};
  expect(read("from-kafka.yaml").receivers["kafka"]).toMatchObject({ traces, logs });
  expect([traces?.encoding, logs?.encoding]).toEqual(["otlp_proto", "otlp_proto"]);
});

test("the largest batch that a Collector sends is taken whole, also with 16 KB in every span", async () => {
  const most = read("alone.yaml").processors?.["batch"]?.send_batch_max_size ?? 0;
  const spans = Array.from({ length: most }, (_, i) =>
    chatSpan({ "gen_ai.input.messages": "x".repeat(16_384) }, { spanId: (i + 1).toString(16).padStart(16, "0") }),
  );
  const { answer, calls } = await send(gzipSync(toProtobuf(wrap(spans)), { level: 1 }), {
    contentType: "application/x-protobuf",
    contentEncoding: "gzip",
  });
  expect([answer.status, answer.body, calls.length]).toEqual([200, new Uint8Array(0), most]);
});
