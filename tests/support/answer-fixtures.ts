import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Which of the SDKs' methods such an answer is for. */
export type AnswerKind = "chat" | "responses" | "messages";

/** A provider's answer of which the request was not kept. */
export interface KeptAnswer {
  readonly id: string;
  readonly kind: AnswerKind;
  readonly status: number;
  readonly streamed: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Tokens by the provider's own words, cache included; null where it says nothing of them. */
  readonly usage: { readonly input: number; readonly output: number } | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Where the answers lie; null when they are not there, and tests that need them are skipped. */
export function findAnswerFixtures(): string | null {
  const folder = path.resolve(process.env["OUTTURN_SHARED_DATA"] ?? "../shared/data", "response-fixtures");
  return existsSync(path.join(folder, "SOURCE.md")) ? folder : null;
}

export function readAnswerFixtures(folder: string): KeptAnswer[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(json|txt|sse)$/.test(name))
    .toSorted()
    .map((name) => readAnswer(name, readFileSync(path.join(folder, name), "utf8")));
}

function readAnswer(id: string, text: string): KeptAnswer {
  if (!id.endsWith(".json")) return answerOf(id, id.endsWith(".chunks.txt") ? writeEvents(text) : text, 200);
  // Some were kept with their status and headers.
  const whole = JSON.parse(text) as Fields;
  if (typeof whole["status"] !== "number" || whole["body"] === undefined) return answerOf(id, text, null);
  const { body, status } = whole;
  return answerOf(id, typeof body === "string" ? body : JSON.stringify(body), status);
}

/** One JSON event a line, as the providers send them: all but chat name the event. */
function writeEvents(lines: string): string {
  const events = lines.split("\n").filter((line) => line.trim() !== "");
  const written = events.map((line) => {
    const { type } = parse(line);
    return `${typeof type === "string" ? `event: ${type}\n` : ""}data: ${line}\n\n`;
  });
  return `${written.join("")}${written[0]?.startsWith("data:") === true ? "data: [DONE]\n\n" : ""}`;
}

function answerOf(id: string, body: string, status: number | null): KeptAnswer {
  const streamed = !body.trimStart().startsWith("{");
  const events = streamed ? readEvents(body) : [JSON.parse(body) as Fields];
  const kind = kindOf(id, events[0] ?? {});
  const type = streamed ? "text/event-stream" : "application/json";
  const failed = !streamed && events[0]?.["error"] !== undefined && events[0]["error"] !== null && !("id" in events[0]);
  return {
    id,
    kind,
    streamed,
    body,
    status: status ?? (failed ? 400 : 200),
    headers: { "content-type": type, "x-request-id": "req_1", "request-id": "req_1", "x-should-retry": "false" },
    usage: usageOf(kind, events),
  };
}

function readEvents(body: string): Fields[] {
  return body.split(/\r?\n/).flatMap((line) => {
    const data = /^data: ?(\{.*)$/.exec(line)?.[1];
    return data === undefined ? [] : [parse(data)];
  });
}

/** Some lines are broken on purpose. */
function parse(line: string): Fields {
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return {};
  }
}

function kindOf(id: string, first: Fields): AnswerKind {
  if (Array.isArray(first["choices"])) return "chat";
  if (first["object"] === "response" || String(first["type"]).startsWith("response.")) return "responses";
  if (String(first["type"]).startsWith("message")) return "messages";
  if (id.includes("anthropic")) return "messages";
  return id.includes("openai-responses") ? "responses" : "chat";
}

const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});

function usageOf(kind: AnswerKind, events: readonly Fields[]): KeptAnswer["usage"] {
  // The block, wherever the kind of answer keeps it, each field as it was said last.
  const blocks = events.map((event) => ({
    ...fields(fields(event["message"])["usage"]),
    ...fields(fields(event["response"])["usage"]),
    ...fields(event["usage"]),
  }));
  const said: Record<string, number> = {};
  for (const block of blocks)
    for (const [name, value] of Object.entries(block)) if (typeof value === "number") said[name] = value;
  const input = said["input_tokens"] ?? said["prompt_tokens"];
  const output = said["output_tokens"] ?? said["completion_tokens"];
  if (input === undefined || output === undefined) return null;
  const cached = (said["cache_read_input_tokens"] ?? 0) + (said["cache_creation_input_tokens"] ?? 0);
  return { input: input + (kind === "messages" ? cached : 0), output };
}
