import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { DCLinter } from "dclint";
import { validate } from "dockerfile-utils";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
const read = (name: string): string => readFileSync(resolve(ROOT, name), "utf8");

test("a linter finds nothing to say about the Dockerfile", () => {
  expect(validate(read("Dockerfile"))).toEqual([]);
});

test("a linter finds nothing to say about the compose file", () => {
  const results = new DCLinter({ rules: {}, exclude: [], quiet: false, debug: false }).lintFiles(
    [resolve(ROOT, "compose.yaml")],
    false,
  );
  expect(results.flatMap(({ messages }) => messages)).toEqual([]);
});

test("the image runs the Node that the project pins, as a user who is not root", () => {
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
  const images = [...read("Dockerfile").matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(images)).toEqual(new Set([`node:${devDependencies["node"]}-bookworm-slim`]));
  expect(read("Dockerfile")).toMatch(/^USER node$/m);
});

test("the image starts the server as npm start does", () => {
  const starts = read("scripts/prepare.mjs");
  const flags = /NODE_FLAGS = \[(.*?)\]/s
    .exec(starts)?.[1]
    ?.match(/"[^"]+"/g)
    ?.join(", ");
  const memory = [...starts.matchAll(/(MALLOC_\w+): "(\d+)"/g)].map(([, name, value]) => `${name}=${value}`);
  expect(read("Dockerfile")).toContain(`CMD ["node", ${flags}, "lib/cli/main.ts", "serve", "--no-sample"]`);
  expect(memory).toHaveLength(2);
  expect(read("Dockerfile")).toContain(` ${memory.join(" ")}\n`);
});
