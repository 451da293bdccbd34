import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { HOSTILE_TEXTS, STEERING } from "#tests/support/hostile-texts.ts";

const LOG = resolve(import.meta.dirname, "../../../lib/server/log.ts");
const CORPUS = resolve(import.meta.dirname, "../../support/hostile-texts.ts");
/** As the server logs: an error of somebody's words, a field that came with a request, and a message. */
const PROGRAM = `
  const { log } = await import(${JSON.stringify(LOG)});
  const { HOSTILE_TEXTS } = await import(${JSON.stringify(CORPUS)});
  for (const [, text] of HOSTILE_TEXTS) log.warn({ err: new Error(text), ip: text }, text);
`;

test("whatever is logged is one line of JSON that steers no terminal, with every sign of it", async () => {
  const { stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", PROGRAM], {
    maxBuffer: 2 ** 24,
  });
  const lines = stderr.trimEnd().split("\n");
  expect(stderr).not.toMatch(STEERING);
  const read = lines.map((line) => JSON.parse(line) as { ip: string; msg: string; err: { message: string } });
  for (const [i, [, text]] of HOSTILE_TEXTS.entries()) {
    const said = [read[i]?.ip, read[i]?.msg, read[i]?.err.message].map((one) => one?.toWellFormed());
    expect(said).toEqual(Array(3).fill(text.toWellFormed()));
  }
});
