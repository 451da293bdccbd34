import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { toNanos } from "#lib/capture/clock.ts";
import { SpanBatch } from "#lib/capture/delivery/span-batch.ts";
import { AttributeList } from "#lib/capture/record/attribute-list.ts";
import { KeyedHash } from "#lib/capture/record/keyed-hash.ts";
import { rememberTools } from "#lib/capture/record/remember-tools.ts";
import { toOtlpAttributes } from "#lib/domain/otlp.ts";

const text = fc.string({ unit: "binary" });
const value = fc.oneof(text, fc.boolean(), fc.integer(), fc.double(), fc.array(text), fc.constant(null));

describe("a span written as text", () => {
  test("says of any attributes what the objects say", () => {
    fc.assert(
      fc.property(fc.dictionary(text, value), (values) => {
        const list = new AttributeList();
        for (const [key, one] of Object.entries(values)) list.add(key, one);
        const objects: unknown = JSON.parse(JSON.stringify(toOtlpAttributes(values)));
        expect(JSON.parse(list.json)).toEqual(objects);
      }),
    );
  });

  test("tells the time to the microsecond, also at the turn of a second", () => {
    expect(toNanos(1_790_000_000_123.456)).toBe("1790000000123456000");
    expect(toNanos(1_790_000_000_000)).toBe("1790000000000000000");
    expect(toNanos(1_790_000_001_000 - 0.0003)).toBe("1790000001000000000");
  });

  test("of any length and in any script joins a batch that is read back as it was", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme", maxLength: 20_000 }), { maxLength: 20 }),
        async (names) => {
          const batch = new SpanBatch('{"a":[{"b":[{"spans":[');
          for (const name of names) batch.add(JSON.stringify({ name }));
          const json = await batch.payload.json();
          const zipped = await batch.payload.gzip();
          expect(JSON.parse(Buffer.from(json).toString())).toEqual({
            a: [{ b: [{ spans: names.map((name) => ({ name })) }] }],
          });
          expect([batch.spans, batch.open, zipped[0]]).toEqual([names.length, false, 0x1f]);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("tools that are sent again and again", () => {
  const by = new KeyedHash("key");
  const tools = [{ name: "get_weather", parameters: { type: "object", required: ["city"] } }];
  const sent = (): string => JSON.stringify({ model: "m", tools });

  test("are worked out once", () => {
    expect(rememberTools(tools, sent(), by)).toBe(rememberTools(tools, sent(), by));
  });

  test("are worked out anew when the application has changed them, or another key hashes them", () => {
    const before = rememberTools(tools, sent(), by);
    tools[0] = { name: "get_weather", parameters: { type: "object", required: [] } };
    const after = rememberTools(tools, sent(), by);
    expect(after?.hash).not.toBe(before?.hash);
    expect(after?.hash).toBe(by.ofValue(tools));
    expect(rememberTools(tools, sent(), new KeyedHash("other"))?.hash).not.toBe(after?.hash);
  });

  test("are worked out each time where the request cannot be seen", () => {
    expect(rememberTools(tools, null, by)).not.toBe(rememberTools(tools, null, by));
    expect(rememberTools(null, null, by)).toBeNull();
  });
});
