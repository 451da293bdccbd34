/**
 * A program that makes a call, and then ends as it is told: by itself, by exit, or by a signal, with or without listeners of its
 * own. Tests run it as a process and look at what it leaves behind.
 */
import OpenAI from "openai";

import { Outturn } from "#lib/capture/index.ts";

const [how = "itself", listens = "no"] = process.argv.slice(2);
const outturn = new Outturn({ intervalMs: 60_000 });
const openai = outturn.observe(new OpenAI({ apiKey: "fake", maxRetries: 0 }));
const request = { model: "gpt-4o", messages: [{ role: "user" as const, content: "Say hello" }] };

if (listens === "yes") {
  process.on("SIGTERM", () => {
    process.stdout.write("own listener\n");
    process.exit(7);
  });
}

if (how === "stream") {
  for await (const chunk of await openai.chat.completions.create({ ...request, stream: true })) {
    if (chunk.choices[0]?.delta.content) process.stdout.write("chunk\n");
  }
} else {
  await openai.chat.completions.create(request);
  if (how === "exit") process.exit(3);
  if (how === "throw") throw new Error("the application's own");
}
