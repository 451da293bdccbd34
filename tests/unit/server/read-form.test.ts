import { expect, test } from "vitest";

import { readForm } from "#lib/server/read-form.ts";
import { HOSTILE_TEXTS, STEERING } from "#tests/support/hostile-texts.ts";

async function read(field: string, text: string): Promise<string> {
  const form = new FormData();
  form.set(field, text);
  return (await readForm(new Request("http://localhost/", { method: "POST", body: form })))(field);
}

test.each(HOSTILE_TEXTS)("a field that holds %s is read as texts are kept", async (_name, text) => {
  const said = await read("name", text);
  expect(said).not.toMatch(STEERING);
  expect(said.isWellFormed()).toBe(true);
});

test("a password is what was typed, and a field that was not sent is empty", async () => {
  expect(await read("new_password", "a\u0000\u202Eb")).toBe("a\u0000\u202Eb");
  const readNothing = await readForm(new Request("http://localhost/", { method: "POST", body: new URLSearchParams() }));
  expect(readNothing("name")).toBe("");
});
