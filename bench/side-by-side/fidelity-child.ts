// One emitter in a process of its own: runs the cases that its parent names, one after the other, and says what came of each.
import { setTimeout as wait } from "node:timers/promises";

import { startFakeProvider } from "#tests/support/fake-provider.ts";

import { ALL_CASES } from "../fidelity-cases/all-cases.ts";
import type { FidelityCase } from "../fidelity-cases/fidelity-case.ts";
import { CONTENDERS } from "./contenders.ts";
import { loadFrom } from "./load-from.ts";
import { readRecord } from "./read-record.ts";
import type { SdkClient, Subject } from "./seen.ts";

/** What a cell's program found: null where all was true. */
export interface CellReport {
  readonly name: string;
  /** What the application saw that it would not have seen without a wrapper. */
  readonly application: string | null;
  readonly record: string | null;
}

const LIMIT_MS = 6000;
const contender = CONTENDERS.find(({ name }) => name === process.argv[2]);
if (contender === undefined) throw new Error(`There is no emitter "${process.argv[2] ?? ""}"`);
const subject = await contender.open({ load: loadFrom(contender.folder), keep: true, content: true });

process.on("message", (name: string) => {
  const found = ALL_CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no case "${name}"`);
  perform(found, subject).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ name, application: null, record: `the program broke: ${String(error)}` }),
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

async function perform(one: FidelityCase, subject: Subject): Promise<CellReport> {
  const provider = await startFakeProvider();
  provider.script(...one.script);
  const make = (options: object): SdkClient =>
    subject.wrap(new subject.sdk({ apiKey: "fake", baseURL: provider.openaiBaseUrl, ...options }));
  const stage = { client: make({}), provider, sdk: subject.sdk, withFetch: (fetch: unknown) => make({ fetch }) };
  await subject.drain();
  let application: string | null = null;
  try {
    await withLimit(subject.around(() => one.run(stage)));
  } catch (error) {
    application = error instanceof Error ? error.message : String(error);
  }
  await settle();
  const records = (await subject.drain()).map(readRecord);
  await provider.close();
  return { name: one.name, application, record: one.judge(records) };
}

/** Lets what nobody holds any longer be collected, which is how some streams end. */
async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await wait(15);
    globalThis.gc?.();
  }
  await wait(15);
}

async function withLimit(work: Promise<void>): Promise<void> {
  const limit = new AbortController();
  const late = wait(LIMIT_MS, undefined, { signal: limit.signal }).then(() => {
    throw new Error(`nothing came within ${LIMIT_MS / 1000} s`);
  });
  late.catch(() => undefined);
  await Promise.race([work, late]).finally(() => limit.abort());
}
