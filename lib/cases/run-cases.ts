import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { HttpSink } from "#lib/capture/delivery/http-sink.ts";
import { Outturn } from "#lib/capture/index.ts";
import type { Call } from "#lib/domain/call.ts";
import { RUN_TAG } from "#lib/domain/task.ts";
import type { TaskEvent } from "#lib/domain/task.ts";

import type { Case } from "./case.ts";
import type { CaseModel } from "./choose-model.ts";
import { converseOverChat, converseOverMessages } from "./converse.ts";
import type { Conversation } from "./converse.ts";
import { playCase } from "./play-case.ts";
import { RunRecord } from "./run-record.ts";

/** The real clients; null where no model needs one. */
export interface CaseClients {
  readonly openai: OpenAI | null;
  readonly anthropic: Anthropic | null;
}

export interface RunPlan {
  /** Tag `run` of every task. */
  readonly id: string;
  readonly cases: readonly Case[];
  readonly models: readonly CaseModel[];
  /** How often each case is given to each model. */
  readonly repeat: number;
  /** Cases under way at once. */
  readonly concurrency: number;
  /** Nano-dollars from which on no case is started; null for no limit. */
  readonly maxNano: bigint | null;
  readonly environment: string;
}

export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly spentNano: bigint;
  /** Calls that failed. */
  readonly failed: number;
}

export interface RunDoors {
  readonly clients: CaseClients;
  /** The running server, and an ingest key of it. */
  readonly server: { readonly url: string; readonly key: string };
  readonly onProgress: (progress: Progress) => void;
  readonly onWarning: (message: string) => void;
}

/** What a run was, as the server was told. */
export interface RunResult {
  readonly calls: readonly Call[];
  readonly events: readonly TaskEvent[];
  readonly done: number;
  /** Cases that the spending limit kept from being started. */
  readonly left: number;
  readonly spentNano: bigint;
  /** Whether the server did not take all of it. */
  readonly lost: boolean;
  /** The model whose vendor did not take the key, which ends a run; null where none did. */
  readonly refused: CaseModel | null;
}

interface Job {
  readonly subject: Case;
  readonly model: CaseModel;
  readonly number: number;
}

const INTERVAL_MS = 200;

/**
 * Gives every case to every model so many times, each time as a task of its own. Every model meets a case before any meets
 * it again, so that a run which the limit ends early still compares. A call that fails fails its task, not the run.
 */
export async function runCases(plan: RunPlan, doors: RunDoors): Promise<RunResult> {
  const { url, key } = doors.server;
  const endpoint = { url: `${url}/v1/traces`, key, fetch: globalThis.fetch };
  let rejected = false;
  const warn = (_: string, message: string): void => {
    rejected = true;
    doors.onWarning(message);
  };
  const record = new RunRecord(new HttpSink(endpoint, warn));
  const outturn = new Outturn({
    url,
    key,
    sink: record,
    environment: plan.environment,
    disabled: false,
    openTelemetry: false,
    intervalMs: INTERVAL_MS,
    onWarning: doors.onWarning,
  });
  if (doors.clients.openai) outturn.observe(doors.clients.openai);
  if (doors.clients.anthropic) outturn.observe(doors.clients.anthropic);
  const jobs = listJobs(plan);
  const of = jobs.length;
  let [done, running] = [0, 0];
  let refused: CaseModel | null = null;
  const next = (): Job | undefined =>
    refused !== null || isSpent(plan.maxNano, { spent: record.spent, done, running }) ? undefined : jobs.shift();
  const work = async (): Promise<void> => {
    for (let job = next(); job !== undefined; job = next()) {
      running += 1;
      const taken = await runOne(outturn, plan.id, job, openConversation(doors.clients, job));
      // Read before the next one starts: what is not yet counted cannot be held to a limit.
      await outturn.flush();
      [done, running] = [done + 1, running - 1];
      if (!taken) refused = job.model;
      doors.onProgress({ done, of, spentNano: record.spent, failed: record.failed });
    }
  };
  await Promise.all(Array.from({ length: plan.concurrency }, work));
  await outturn.shutdown();
  const { calls, events, spent, unsent } = record;
  return { calls, events, done, left: of - done, spentNano: spent, lost: unsent > 0 || rejected, refused };
}

/** Those under way are taken to cost what the others did: a limit is passed by what one of them costs more. */
function isSpent(
  maxNano: bigint | null,
  { spent, done, running }: { spent: bigint; done: number; running: number },
): boolean {
  if (maxNano === null) return false;
  return spent + (done === 0 ? 0n : (spent * BigInt(running)) / BigInt(done)) >= maxNano;
}

function listJobs({ cases, models, repeat }: RunPlan): Job[] {
  const numbers = Array.from({ length: repeat }, (_, i) => i + 1);
  return numbers.flatMap((number) => cases.flatMap((subject) => models.map((model) => ({ subject, model, number }))));
}

function openConversation({ openai, anthropic }: CaseClients, { model, subject }: Job): Conversation {
  if (model.provider === "openai" && openai !== null) return converseOverChat(openai, model.model, subject);
  if (model.provider === "anthropic" && anthropic !== null)
    return converseOverMessages(anthropic, model.model, subject);
  throw new TypeError(`no ${model.provider} client was given for ${model.name}`);
}

/** @returns false when the vendor did not take the key. */
async function runOne(
  outturn: Outturn,
  run: string,
  { subject, model, number }: Job,
  conversation: Conversation,
): Promise<boolean> {
  const id = `${run}:${subject.id}:${model.name}:${number}`;
  const tags = { run, [RUN_TAG]: run, case: subject.id, model: model.name };
  const task = outturn.task(subject.taskType, { id, tags }, (task) => playCase(task, subject, conversation));
  // The task says of itself that it failed, and its call how.
  return task.then(
    () => true,
    (error: unknown) =>
      !(error instanceof OpenAI.AuthenticationError || error instanceof Anthropic.AuthenticationError),
  );
}
