import fc from "fast-check";
import { expect, test } from "vitest";
import { chatSpan, send, wrap } from "./support/spans.ts";
import { toProtobuf } from "./support/to-protobuf.ts";

const GOOD = chatSpan({ "outturn.task.id": "kept" }, { spanId: "aaaaaaaaaaaaaaaa" });
const ACCEPTED = [200, 400, 413];

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1e300,
    Number.MAX_SAFE_INTEGER,
    "",
    "\u0000",
    "\uD800",
    "9".repeat(30),
    [],
    {},
    [[]],
  ),
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(
    { intValue: "-9223372036854775808" },
    { doubleValue: "NaN" },
    { kvlistValue: { values: [{ key: "__proto__", value: { stringValue: "x" } }] } },
    { arrayValue: { values: [{ arrayValue: {} }] } },
    { bytesValue: "////" },
  ),
);

/** Paths to every place in a JSON value. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

/** The value with another one at a place. */
function withOdd(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  const changed = entries.map(([name, item]): [string, unknown] => [
    name,
    name === key ? withOdd(item, rest, replacement) : item,
  ]);
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
}

const victim = chatSpan(
  {
    "outturn.tool_verdicts": '[{"name":"a","verdict":"valid"}]',
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.response.time_to_first_chunk": 0.5,
  },
  { events: [{ timeUnixNano: "1", name: "outturn.attempt", attributes: [] }], status: { code: 1 } },
);
const places = placesIn(victim).filter((path) => path.length > 0);

test("whatever is put anywhere into a span, its good neighbour is stored and the answer is 200", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), odd, async (path, replacement) => {
      const body = { resourceSpans: [{ scopeSpans: [{ spans: [withOdd(victim, path, replacement), GOOD] }] }] };
      const { answer, calls } = await send(body);
      expect(answer.status).toBe(200);
      expect(calls.filter((call) => call.ownTaskId === "kept")).toHaveLength(1);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

test("whatever is put anywhere into a request, it is answered 200, 400 or 413", async () => {
  const request = wrap([victim, GOOD], { resource: { "service.name": "x" } });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...placesIn(request)), odd, async (path, replacement) => {
      const { answer } = await send(withOdd(request, path, replacement));
      expect(ACCEPTED).toContain(answer.status);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

const protobuf = toProtobuf(wrap([victim, GOOD], { resource: { "service.name": "x" } }));
const PROTOBUF = { contentType: "application/x-protobuf" } as const;

test("whatever bytes of a protobuf body are changed, cut or repeated, it is answered 200, 400 or 413", async () => {
  const edits = fc.array(fc.tuple(fc.nat({ max: protobuf.length - 1 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(edits, fc.nat({ max: protobuf.length }), fc.boolean(), async (changes, length, cut) => {
      const bytes = Uint8Array.from(protobuf);
      for (const [at, byte] of changes) bytes[at] = byte;
      const { answer } = await send(cut ? bytes.subarray(0, length) : bytes, PROTOBUF);
      expect(ACCEPTED).toContain(answer.status);
    }),
    { numRuns: 2000 },
  );
}, 60_000);

test("whatever bytes within a protobuf span are changed, its good neighbour is stored", async () => {
  const whole = Buffer.from(protobuf);
  // The victim's bytes end where the neighbour's trace id begins; its frame (tag and length) is left alone.
  const first = whole.indexOf(Buffer.from(victim.traceId, "hex")) - 2;
  const next = whole.indexOf(Buffer.from(GOOD.traceId, "hex"), first + 20) - 2;
  const frame = 3;
  const edits = fc.array(fc.tuple(fc.integer({ min: first, max: next - frame - 1 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      const bytes = Uint8Array.from(protobuf);
      for (const [at, byte] of changes) bytes[at] = byte;
      const { answer, calls } = await send(bytes, PROTOBUF);
      expect(answer.status).toBe(200);
      expect(calls.filter((call) => call.ownTaskId === "kept")).toHaveLength(1);
    }),
    { numRuns: 2000 },
  );
}, 60_000);

test("arbitrary bytes are answered, whatever they are called", async () => {
  const type = fc.constantFrom("application/json", "application/x-protobuf");
  const encoding = fc.constantFrom(null, "gzip");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), type, encoding, async (bytes, contentType, contentEncoding) => {
      const { answer } = await send(bytes, { contentType, contentEncoding });
      expect(ACCEPTED).toContain(answer.status);
    }),
    { numRuns: 1000 },
  );
}, 60_000);
