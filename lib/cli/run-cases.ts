import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { chooseModel } from "#lib/cases/choose-model.ts";
import type { CaseModel, CaseProvider } from "#lib/cases/choose-model.ts";
import { readCases } from "#lib/cases/read-cases.ts";
import { runCases as run } from "#lib/cases/run-cases.ts";
import type { CaseClients, Progress, RunDoors, RunResult } from "#lib/cases/run-cases.ts";
import { summariseRun } from "#lib/cases/summarise-run.ts";
import { OutturnError } from "#lib/domain/errors.ts";
import { formatUsd, parseUsd } from "#lib/domain/money.ts";

import { tableRow } from "./run-table.ts";

const DEFAULT_CONCURRENCY = 4;
const MOST_REPEATS = 1000;
const MOST_AT_ONCE = 100;
const HEALTH_TIMEOUT_MS = 5000;

const KEYS = { openai: "OPENAI_API_KEY", anthropic: "ANTHROPIC_API_KEY" } as const satisfies Record<
  CaseProvider,
  string
>;

type Env = Readonly<Record<string, string | undefined>>;

/** `run-cases FILE --models A,B`: gives the cases to the models, sends what happened to the server, and compares. */
export async function runCases(args: readonly string[], env: Env = process.env): Promise<number> {
  const options = readOptions(args);
  const models = options.models.map((name) => chooseModel(name, Date.now() * 1000));
  const clients = openClients(models, options.providerUrl, env);
  const maxNano = readLimit(options.maxUsd, models);
  const cases = readCases(await readFile(options.file, "utf8"));
  const server = await findServer(env);
  const id = `run-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}`;
  const { repeat, concurrency, environment } = options;
  console.log(`${id}: ${cases.length} cases × ${models.length} models × ${repeat}`);
  const result = await run(
    { id, cases, models, repeat, concurrency, maxNano, environment },
    {
      clients,
      server,
      onProgress: showProgress(maxNano),
      onWarning: (message) => console.error(`outturn: ${message}`),
    },
  );
  if (process.stderr.isTTY) process.stderr.write("\n");
  console.table(Object.fromEntries(summariseRun(result, options.models).map((one) => [one.model, tableRow(one)])));
  if (result.left > 0 && result.refused === null) {
    console.log(`The spending limit was reached at $${formatUsd(result.spentNano)}: ${result.left} were not started.`);
  }
  console.log(`${result.done} tasks, $${formatUsd(result.spentNano)}: ${server.url}/runs/${id}`);
  return sayTrouble(result);
}

/** @returns the exit status: 1 where what is shown is not the whole run. */
function sayTrouble({ refused, left, lost }: RunResult): number {
  if (refused !== null) {
    const key = KEYS[refused.provider];
    console.error(
      `outturn: The vendor of ${refused.name} does not take the key in ${key} (401): check it. ${left} cases were not started.`,
    );
  }
  if (lost)
    console.error(
      "outturn: The server did not take all records of this run: its pages lack them. Run the cases again.",
    );
  return refused === null && !lost ? 0 : 1;
}

interface Options {
  readonly file: string;
  readonly models: readonly string[];
  readonly repeat: number;
  readonly concurrency: number;
  readonly maxUsd: string | undefined;
  readonly providerUrl: string | undefined;
  readonly environment: string;
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      models: { type: "string", default: "" },
      repeat: { type: "string", default: "1" },
      concurrency: { type: "string", default: String(DEFAULT_CONCURRENCY) },
      "max-usd": { type: "string" },
      "provider-url": { type: "string" },
      environment: { type: "string", default: "benchmark" },
    },
  });
  const [file] = positionals;
  const models = [...new Set(values.models.split(",").map((name) => name.trim()))].filter((name) => name !== "");
  if (file === undefined) refuse("Name the file of cases: run-cases cases.jsonl --models gpt-4.1-mini.");
  if (models.length === 0) refuse("Name the models: --models gpt-4.1-mini,claude-haiku-4-5.");
  return {
    file,
    models,
    repeat: readWhole("repeat", values.repeat, MOST_REPEATS),
    concurrency: readWhole("concurrency", values.concurrency, MOST_AT_ONCE),
    maxUsd: values["max-usd"],
    providerUrl: values["provider-url"],
    environment: values.environment,
  };
}

function refuse(message: string): never {
  throw new OutturnError("bad_request", message);
}

function readWhole(name: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  return refuse(`--${name} "${text}" is not a whole number from 1 to ${most}.`);
}

/** A limit can only be held where every call's cost is known. */
function readLimit(text: string | undefined, models: readonly CaseModel[]): bigint | null {
  if (text === undefined) return null;
  const unpriced = models.find((model) => !model.priced);
  if (unpriced !== undefined)
    refuse(`--max-usd cannot be held: the price table has no price for ${unpriced.name}; leave one of the two out.`);
  try {
    const nano = parseUsd(text);
    if (nano > 0n) return nano;
  } catch {
    // Said below.
  }
  return refuse(`--max-usd "${text}" is not an amount in dollars above 0, such as 2.50.`);
}

/** One client a provider that a model needs; bases come from `--provider-url`, else the environment. */
function openClients(models: readonly CaseModel[], providerUrl: string | undefined, env: Env): CaseClients {
  const base = providerUrl?.replace(/\/+$/, "");
  if (base !== undefined && !URL.canParse(base)) refuse(`--provider-url "${providerUrl}" is not an address.`);
  const keyOf = (provider: CaseProvider): string | null => {
    const variable = KEYS[provider];
    const model = models.find((one) => one.provider === provider);
    if (model === undefined) return null;
    return env[variable] || refuse(`${variable} is not set: ${model.name} needs it.`);
  };
  const openaiKey = keyOf("openai");
  const anthropicKey = keyOf("anthropic");
  const openaiUrl = base === undefined ? env["OPENAI_BASE_URL"] : `${base}/v1`;
  const anthropicUrl = base ?? env["ANTHROPIC_BASE_URL"];
  return {
    openai: openaiKey === null ? null : new OpenAI({ apiKey: openaiKey, ...(openaiUrl && { baseURL: openaiUrl }) }),
    anthropic:
      anthropicKey === null
        ? null
        : new Anthropic({ apiKey: anthropicKey, ...(anthropicUrl && { baseURL: anthropicUrl }) }),
  };
}

/** @throws OutturnError where no server answers, or it does not take the key. */
async function findServer(env: Env): Promise<RunDoors["server"]> {
  const url = (env["OUTTURN_URL"] || `http://localhost:${env["PORT"] || "3000"}`).replace(/\/+$/, "");
  const key = env["OUTTURN_INGEST_KEY"];
  if (!key) refuse(`OUTTURN_INGEST_KEY is not set: make one with "npm run outturn -- keys create --scope ingest".`);
  // An export without spans changes nothing and tells whether the key is taken.
  const answer = await fetch(`${url}/v1/traces`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: "{}",
    signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
  }).catch(() => null);
  if (answer === null) {
    throw new OutturnError(
      "unavailable",
      `No Outturn answers at ${url}: start one with "npm start", or set OUTTURN_URL.`,
    );
  }
  if (!answer.ok)
    refuse(`The server at ${url} does not take the key in OUTTURN_INGEST_KEY: check it, or make a new one.`);
  return { url, key };
}

const BAR = 24;

/** A bar that is written over on a terminal; a line each tenth of the way elsewhere. */
function showProgress(maxNano: bigint | null): (progress: Progress) => void {
  let shown = 0;
  return ({ done, of, spentNano, failed }) => {
    const limit = maxNano === null ? "" : ` of $${formatUsd(maxNano)}`;
    const trouble = failed === 0 ? "" : `, ${failed} calls failed`;
    const line = `${done} of ${of} done, $${formatUsd(spentNano)}${limit}${trouble}`;
    const full = Math.round((BAR * done) / of);
    const tenth = Math.floor((10 * done) / of);
    if (process.stderr.isTTY) process.stderr.write(`\r[${"#".repeat(full)}${"-".repeat(BAR - full)}] ${line}\x1b[K`);
    else if (tenth > shown) console.error(line);
    shown = tenth;
  };
}
