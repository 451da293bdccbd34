import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Call, Usage } from "#lib/domain/call.ts";
import { readReplayed, REPLAYED } from "./support/replayed.ts";
import type { RecordedUsage, ReplayedCase } from "./support/replayed.ts";
import { send } from "./support/spans.ts";

const PAGE = join(import.meta.dirname, "../../../docs/emitters.md");
const [BEGIN, END] = ["<!-- table: made by tests/unit/ingest/emitters-page.test.ts -->", "<!-- end of table -->"];

/** Tools that the recorded answers call, by scenario. */
const TOOLS: Readonly<Record<string, string>> = {
  "openai-chat-parallel-tools": "delete_file create_file",
  "openai-chat-stream-tools": "get_country get_product_name",
  "openai-responses-tools-reasoning": "get_exchange_rate",
  "anthropic-tools": "get_time",
  "anthropic-stream-tools": "get_weather get_time",
};

const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/-400$/, "invalid_request"],
  [/-401$/, "auth"],
  [/-429$/, "rate_limited"],
  [/-500$/, "server_error"],
  [/-529$/, "overloaded"],
  [/-length$/, "truncated"],
  [/-refusal$/, "refusal"],
];

/** What a fact came to: as recorded, not sent by the emitter, something else, or sent where no record can tell. */
type Came = "right" | "unsent" | "wrong" | "taken";

const came = (sent: number | null, recorded: number): Came =>
  sent === null ? "unsent" : sent === recorded ? "right" : "wrong";

function inputOf(usage: Usage): number {
  return (usage.inputUncached ?? 0) + (usage.cacheRead ?? 0) + (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
}

function tokensCame(usage: Usage | null, recorded: RecordedUsage, exclusive: boolean): Record<string, Came> {
  if (usage === null) return { tokens: "unsent" };
  const input = recorded.input + (exclusive ? recorded.cache_read + (recorded.cache_write ?? 0) : 0);
  const total = inputOf(usage) === input && usage.output === recorded.output;
  return {
    tokens: total ? "right" : "wrong",
    ...(recorded.cache_read > 0 && { "cache read": came(usage.cacheRead, recorded.cache_read) }),
    ...((recorded.cache_write ?? 0) > 0 && { "cache write": came(usage.cacheWrite5m, recorded.cache_write ?? 0) }),
    ...(recorded.reasoning > 0 && { reasoning: came(usage.reasoning, recorded.reasoning) }),
  };
}

function endingCame(failure: string, recorded: string): Came {
  if (failure === recorded) return "right";
  return failure === "ok" ? "unsent" : "wrong";
}

function factsOf({ scenario, exchange }: ReplayedCase, call: Call): Record<string, Came> {
  const usage = exchange?.usage;
  const tools = TOOLS[scenario];
  const named = call.toolCalls.map(({ name }) => name).join(" ");
  const ending = ENDINGS.find(([pattern]) => pattern.test(scenario))?.[1];
  return {
    ...(usage && tokensCame(call.usage, usage, exchange.endpoint.includes("/messages"))),
    ...(!usage && call.usage !== null && { tokens: "taken" as const }),
    ...(tools !== undefined && { tools: named === "" ? ("unsent" as const) : named === tools ? "right" : "wrong" }),
    ...(ending !== undefined && { [ending]: endingCame(call.failure, ending) }),
  };
}

const MARKS: Readonly<Record<Came, string>> = { right: "✓", unsent: "not sent", wrong: "✗", taken: "taken" };

async function cellOf(replay: ReplayedCase): Promise<string> {
  if (replay.payload === null) return "no span";
  const { calls } = await send(replay.payload.json);
  const call = [...calls].sort((a, b) => a.endUs - b.endUs).at(-1);
  if (call === undefined) return "no call";
  const facts = Object.entries(factsOf(replay, call)).map(([fact, how]) => `${fact} ${MARKS[how]}`);
  return facts.length === 0 ? "nothing to send" : facts.join(", ");
}

async function drawTable(): Promise<string> {
  const cases = readReplayed();
  const emitters = [...new Set(cases.map(({ emitter }) => emitter))].sort();
  const scenarios = [...new Set(cases.map(({ scenario }) => scenario))];
  const rows = await Promise.all(
    scenarios.map(async (scenario) => {
      const cells = emitters.map(async (emitter) => {
        const replay = cases.find((one) => one.emitter === emitter && one.scenario === scenario);
        return replay === undefined ? "not recorded" : cellOf(replay);
      });
      return `| ${[scenario, ...(await Promise.all(cells))].join(" | ")} |`;
    }),
  );
  return [`| exchange | ${emitters.join(" | ")} |`, `|${" --- |".repeat(emitters.length + 1)}`, ...rows].join("\n");
}

/** Formatting pads cells: only their texts are compared. */
const bare = (table: string): string => table.replaceAll(/[ -]*\|[ -]*/g, "|").trim();

test.skipIf(REPLAYED === null)(
  "docs/emitters.md shows what came of every emitter and exchange (skipped where the shared data is not there)",
  async () => {
    const table = await drawTable();
    const page = readFileSync(PAGE, "utf8");
    const [before = "", rest = ""] = page.split(BEGIN);
    const [drawn = "", after = ""] = rest.split(END);
    if (process.env["OUTTURN_WRITE_DOCS"] === "1") {
      writeFileSync(PAGE, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
      return;
    }
    expect(bare(drawn)).toBe(bare(table));
  },
);
