import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { countOptional } from "#lib/verdict/count-optional.ts";
import { countUngrounded } from "#lib/verdict/count-ungrounded.ts";
import { measureValues, sumValues } from "#lib/verdict/measure-values.ts";

const ADDRESS = {
  type: "object",
  properties: { street: { type: "string" }, zip: { type: "string" }, country: { type: "string" } },
  required: ["street"],
};
const PERSON = {
  type: "object",
  properties: {
    name: { type: "string" },
    phone: { type: "string" },
    address: { $ref: "#/$defs/address" },
    friends: { type: "array", items: { type: "object", properties: { nick: { type: "string" } } } },
  },
  required: ["name"],
  $defs: { address: ADDRESS },
};

describe("optional properties", () => {
  test.each<[string, unknown, unknown, [number, number]]>([
    // phone, address and friends are optional at the top.
    ["none filled", PERSON, { name: "Ada" }, [3, 0]],
    // An address that is there offers zip and country too.
    ["a nested object, through a reference", PERSON, { name: "Ada", address: { street: "Elm 1", zip: "10" } }, [5, 2]],
    ["each entry of a list", PERSON, { name: "Ada", friends: [{ nick: "x" }, {}] }, [5, 2]],
    ["null is not filled", PERSON, { name: "Ada", phone: null }, [3, 0]],
    [
      "required and nullable is how strict schemas say optional",
      {
        properties: { a: { type: ["string", "null"] }, b: { anyOf: [{ type: "null" }, { type: "number" }] } },
        required: ["a", "b"],
      },
      { a: null, b: 17 },
      [2, 1],
    ],
    [
      "the branch that fits",
      { anyOf: [{ properties: { cat: {} } }, { properties: { dog: {}, breed: {} } }] },
      { dog: "Rex" },
      [2, 1],
    ],
    ["all parts of an allOf", { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }, { b: 1 }, [2, 1]],
    ["a schema without properties", {}, { anything: 1 }, [0, 0]],
    ["a schema that refers to itself", { properties: { next: { $ref: "#" } } }, { next: { next: {} } }, [3, 2]],
    ["a reference to nowhere", { properties: { a: { $ref: "#/$defs/none" } } }, { a: {} }, [1, 1]],
  ])("%s", (_name, schema, value, [offered, filled]) => {
    expect(countOptional(schema, value)).toEqual({ offered, filled });
  });

  test("a schema and a value too large to walk are not counted", () => {
    const wide = { properties: Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`p${i}`, {}])) };
    expect(countOptional(wide, {})).toBeNull();
  });

  test("whatever the schema and the value, it ends, and no more are filled than offered", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (schema, value) => {
        const count = countOptional(schema, value);
        expect(count === null || count.filled <= count.offered).toBe(true);
      }),
    );
  });
});

const wire = (content: string): string => JSON.stringify({ messages: [{ role: "user", content }] });

describe("values that do not occur in the input", () => {
  const input = wire('Jane "JD" Doe of Müller GmbH ordered 1,500 pieces at 19.50 on 2026-11-22, 15 % off. Zip 04109.');
  test.each<[string, unknown, [number, number]]>([
    ["a text as it stands", { company: "Müller GmbH" }, [1, 0]],
    ["quotes, which the wire escapes", { name: 'Jane "JD" Doe' }, [1, 0]],
    ["another case and order", { name: "DOE, Jane" }, [1, 0]],
    ["an invented name", { name: "John Smith" }, [1, 1]],
    ["a number without its separator", { quantity: 1500 }, [1, 0]],
    ["a number that is only part of another", { quantity: 150 }, [1, 1]],
    ["a price without its last zero", { price: 19.5 }, [1, 0]],
    ["a share said in per cent", { discount: 0.15 }, [1, 0]],
    ["an invented number", { price: 21.9 }, [1, 1]],
    ["leading zeros", { zip: "04109" }, [1, 0]],
    ["small counts, yes and no, and nothing say nothing", { lines: 3, urgent: true, note: null, grade: "A" }, [0, 0]],
    [
      "prose is not looked for",
      { summary: "The customer ordered some pieces and was granted a discount of his own" },
      [0, 0],
    ],
    ["lists and nested objects", { items: [{ sku: "pieces" }, { sku: "widgets" }] }, [2, 1]],
  ])("%s", (_name, value, [checked, ungrounded]) => {
    expect(countUngrounded(value, input)).toEqual({ checked, ungrounded });
  });

  test("an input that is a picture, too long or not seen whole says nothing", () => {
    const picture = JSON.stringify({ content: [{ type: "image_url", image_url: { url: "data:" } }] });
    expect(countUngrounded({ name: "John Smith" }, picture)).toBeNull();
    expect(countUngrounded({ name: "John Smith" }, wire("x".repeat(200_000)))).toBeNull();
    expect(countUngrounded({ name: "John Smith" }, null)).toBeNull();
  });

  test("of a long input only as many values are looked for as the time allows", () => {
    const many = Array.from({ length: 100 }, (_, i) => `name${i}`);
    expect(countUngrounded(many, wire("short"))).toEqual({ checked: 64, ungrounded: 64 });
    expect(countUngrounded(many, wire("x".repeat(100_000)))).toEqual({ checked: 19, ungrounded: 19 });
  });

  test("what was copied from the input is never ungrounded", () => {
    const word = fc.stringMatching(/^[A-Za-zäöüß0-9]{2,12}$/);
    const amount = fc.integer({ min: 11, max: 10_000_000 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), amount, (words, number) => {
        const text = words.join(" ");
        const said = wire(`Please take ${text} at ${number.toLocaleString("en-US")} dollars`);
        expect(countUngrounded({ text, number }, said)).toEqual({ checked: 2, ungrounded: 0 });
      }),
    );
  });
});

test("what cannot be told is absent, and several answers add up", () => {
  const one = measureValues({ name: "Ada" }, { schema: PERSON, input: wire("Ada") });
  expect(one).toEqual({ optional: { offered: 3, filled: 0 }, leaves: { checked: 1, ungrounded: 0 } });
  expect(measureValues({ name: "Ada" }, { schema: undefined, input: null })).toBeNull();
  const unseen = measureValues({ name: "Ada", phone: "1" }, { schema: PERSON, input: null });
  expect(unseen).toEqual({ optional: { offered: 3, filled: 1 } });
  expect(sumValues([one, unseen].flatMap((values) => values ?? []))).toEqual({
    optional: { offered: 6, filled: 1 },
    leaves: { checked: 1, ungrounded: 0 },
  });
  expect(sumValues([])).toBeNull();
});
