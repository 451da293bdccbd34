import { expect, test } from "vitest";

import { assignModelColours, colourOf } from "#components/model-colours.ts";
import { own } from "#lib/domain/own.ts";

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("%s is a name like any other", (name) => {
  expect(own({}, name)).toBeUndefined();
  expect(own(Object.fromEntries([[name, 1]]), name)).toBe(1);
  expect(colourOf(assignModelColours(["gpt-4o"]), name)).toBe("var(--mute)");
  expect(colourOf(assignModelColours([name]), name)).toMatch(/^var\(--model-\d+\)$/);
});
