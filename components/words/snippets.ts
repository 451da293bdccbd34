/** Ways in, shortest first. The key and address are the reader's own, from the environment. */
export const SNIPPETS = [
  {
    id: "library",
    title: "Wrap an OpenAI or Anthropic client",
    note: "The client keeps its type and behaviour. Calls inside a task belong to it; the outcome decides what a success cost.",
    language: "TypeScript",
    code: `import Anthropic from "@anthropic-ai/sdk";
import { Outturn } from "outturn";

const outturn = new Outturn(); // OUTTURN_URL and OUTTURN_INGEST_KEY
const anthropic = outturn.observe(new Anthropic());

await outturn.task("lead_qualification", { id: "lead-4711" }, async (task) => {
  const reply = await anthropic.messages.create({ /* as before */ });
  if (good(reply)) task.succeed();
  else task.fail("wrong_vendor");
});
await outturn.shutdown();`,
  },
  {
    id: "opentelemetry",
    title: "Send spans you already have",
    note: "Any GenAI instrumentation that speaks OTLP over HTTP. A trace is a task unless its spans name one.",
    language: "Shell",
    code: `export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="$OUTTURN_URL/v1/traces"
export OTEL_EXPORTER_OTLP_TRACES_HEADERS="Authorization=Bearer $OUTTURN_INGEST_KEY"`,
  },
  {
    id: "outcome",
    title: "Report an outcome later",
    note: "When success is known only after the task has ended. A reviewed outcome wins over a reported one.",
    language: "Shell",
    code: `curl -X POST "$OUTTURN_URL/api/v1/tasks/lead-4711/outcome" \\
  -H "Authorization: Bearer $OUTTURN_INGEST_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"outcome": "succeeded"}'`,
  },
] as const;
