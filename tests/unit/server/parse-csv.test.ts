import { expect, test } from "vitest";

import { parseCsv } from "#lib/server/parse-csv.ts";

test.each([
  [
    "plain fields",
    "a,b\nc,d\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  [
    "no line end at the end",
    "a,b\nc,d",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  [
    "Windows line ends and a byte-order mark",
    "\uFEFFa,b\r\nc,d\r\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["commas, quotes and line ends inside quotes", 'a,"b, ""c""\nd"\n', [["a", 'b, "c"\nd']]],
  [
    "empty fields, the last one too",
    "a,,c\n,,\nd,\n",
    [
      ["a", "", "c"],
      ["", "", ""],
      ["d", ""],
    ],
  ],
  ["a trailing comma at the very end", "a,b,", [["a", "b", ""]]],
  [
    "empty lines, which are left out",
    "\na,b\n\n\nc,d\n\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["nothing", "", []],
])("%s", (_what, text, rows) => {
  expect(parseCsv(text)).toEqual(rows);
});

test("a quote that is not closed is named by its line", () => {
  expect(() => parseCsv('a,b\nc,"d\n')).toThrow("Line 2 is not CSV");
});
