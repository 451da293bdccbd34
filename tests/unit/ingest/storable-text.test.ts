import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storable, storableMessage } from "#lib/ingest/storable-text.ts";
import { HOSTILE_TEXTS, STEERING } from "#tests/support/hostile-texts.ts";
import { callOf, chatSpan, event, send, wrap } from "./support/spans.ts";
import { toProtobuf } from "./support/to-protobuf.ts";

const ESCAPE = "\u001B[2J\u009B31m\u0007\u0000\u007F";
const SIX = "\uFFFD[2J\uFFFD31m\uFFFD\uFFFD\uFFFD";

describe("text that is kept", () => {
  test("holds no control character but tabs and line ends", () => {
    expect(storable(`a${ESCAPE}b`)).toBe(`a${SIX}b`);
    expect(storable("one\ttwo\r\nthree\rfour\n")).toBe("one\ttwo\nthree\nfour\n");
  });

  test.each(HOSTILE_TEXTS)("steers nothing that shows it, by %s", (_name, text) => {
    const kept = storable(text);
    expect(kept).not.toMatch(STEERING);
    expect(kept.isWellFormed()).toBe(true);
    expect(kept.includes("owned")).toBe(text.includes("owned"));
  });

  test("of a message keeps the directions that people write in", () => {
    expect(storableMessage("שלום \u2068Ada\u2069\u001B[2J")).toBe("שלום \u2068Ada\u2069\uFFFD[2J");
  });

  test("is free of them whatever comes, and storing it again changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const kept = storable(text);
        expect(kept).not.toMatch(/[^\P{Cc}\t\n]/u);
        expect(kept.isWellFormed()).toBe(true);
        expect(storable(kept)).toBe(kept);
      }),
    );
  });
});

describe("a span full of control characters", () => {
  const span = chatSpan(
    {
      "gen_ai.request.model": `gpt${ESCAPE}`,
      "outturn.task.id": `task${ESCAPE}`,
      "outturn.task.type": `type${ESCAPE}`,
      [`outturn.tag.${ESCAPE}`]: ESCAPE,
      "app.region": `eu${ESCAPE}`,
      [`app.${ESCAPE}`]: "left",
      "gen_ai.response.finish_reasons": [`odd${ESCAPE}`],
    },
    {
      name: `chat${ESCAPE}`,
      status: { code: 2, message: `failed${ESCAPE}` },
      events: [event("exception", { "exception.type": ESCAPE, "exception.message": ESCAPE })],
    },
  );
  const tool = chatSpan(
    { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": ESCAPE },
    { spanId: "aaaaaaaaaaaaaaaa", name: `tool${ESCAPE}` },
  );

  test.each(["JSON", "protobuf"])("is kept without any, sent as %s", async (encoding) => {
    const request = wrap([span, tool], { scope: `scope${ESCAPE}`, resource: { "service.name": ESCAPE } });
    const { calls, events } =
      encoding === "JSON"
        ? await send(request)
        : await send(toProtobuf(request), { contentType: "application/x-protobuf" });
    expect(calls.length + events.length).toBe(2);
    expect(controlsIn([calls, events])).toEqual([]);
  });

  test("keeps what stands around them", async () => {
    const call = await callOf(span);
    expect(call.requestModel).toBe(`gpt${SIX}`);
    expect(call.facts.attributes).toEqual({ "app.region": `eu${SIX}` });
  });
});

/** Every text, and every name, in a value that holds a control character. */
function controlsIn(value: unknown): string[] {
  if (typeof value === "string") return /\p{Cc}/u.test(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...controlsIn(key), ...controlsIn(inner)]);
}
