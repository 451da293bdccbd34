import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

test("what the library exports is what was last agreed (node scripts/report-api.mjs --write agrees to a change)", () => {
  const now = execFileSync(process.execPath, [path("scripts/report-api.mjs")], { encoding: "utf8" });
  expect(now).toBe(readFileSync(path("tests/types/public-api.txt"), "utf8"));
}, 60_000);
