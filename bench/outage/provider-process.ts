// A provider that answers every chat completion after a fixed 200 ms, in a process of its own.
import { createServer } from "node:http";

const ANSWER_MS = 200;
let answered = 0;
const server = createServer((incoming, outgoing) => {
  incoming.resume();
  setTimeout(() => {
    answered += 1;
    const message = { role: "assistant", content: "Hello.", refusal: null };
    const body = {
      id: `chatcmpl-${answered}`,
      object: "chat.completion",
      created: 1_790_000_000,
      model: "gpt-4o",
      choices: [{ index: 0, message, finish_reason: "stop" }],
      usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
    };
    outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  }, ANSWER_MS);
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" && address ? address.port : 0);
});
process.on("disconnect", () => process.exit(0));
