import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { HOSTILE_TEXTS, STEERING } from "#tests/support/hostile-texts.ts";
import { makeDataDir, startServer, stopServer, whenReady } from "#tests/support/run-server.ts";
import type { Run } from "#tests/support/run-server.ts";
import { foreignSecrets, SECRETS } from "#tests/support/secrets.ts";
import { chatSpan, wrap } from "#tests/unit/ingest/support/spans.ts";

const SECONDS = 6;
/** Of each kind: two hundred together. */
const WRONG_A_SECOND = 100;
const OWNER = { email: "owner@example.com", password: "correct horse battery" };
const KEY = "the-right-ingest-key";
/** What somebody bears who does not know that an attack goes on. */
const BEARABLE_MS = 5_000;

let run: Run;
beforeAll(async () => {
  run = await whenReady(
    await startServer(await makeDataDir(), {
      OUTTURN_INGEST_KEY: KEY,
      OUTTURN_ADMIN_EMAIL: OWNER.email,
      OUTTURN_ADMIN_PASSWORD: OWNER.password,
    }),
  );
}, 300_000);
afterAll(async () => {
  await stopServer(run);
});

interface Answered {
  readonly status: number;
  readonly location: string;
  readonly cookies: readonly string[];
  readonly ms: number;
}

async function post(path: string, init: RequestInit): Promise<Answered> {
  const began = performance.now();
  const answer = await fetch(`${run.url}${path}`, { method: "POST", redirect: "manual", ...init });
  await answer.arrayBuffer();
  const { status, headers } = answer;
  const ms = performance.now() - began;
  return { status, location: headers.get("location") ?? "", cookies: headers.getSetCookie(), ms };
}

/** Each guess at the owner's password comes from another place, so that no place is blocked for it. */
async function signIn(password: string, place: string, cookie = ""): Promise<Answered> {
  const body = new URLSearchParams({ email: OWNER.email, password });
  return post("/sign-in/password", { body, headers: { "x-forwarded-for": place, cookie } });
}

async function sendCall(key: string, place: string, number: number): Promise<Answered> {
  const spanId = number.toString(16).padStart(16, "0");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "x-forwarded-for": place };
  return post("/v1/traces", { headers, body: JSON.stringify(wrap([chatSpan({}, { spanId })])) });
}

async function attack(): Promise<{ readonly logins: readonly Answered[]; readonly calls: readonly Answered[] }> {
  const logins: Promise<Answered>[] = [];
  const calls: Promise<Answered>[] = [];
  const began = performance.now();
  for (let number = 0; number < SECONDS * WRONG_A_SECOND; number++) {
    logins.push(signIn(`guess ${number}`, `203.0.113.${number % 250}`));
    calls.push(sendCall(`ot_ingest_guess${number}`, "198.51.100.7", number));
    await delay(Math.max(0, began + ((number + 1) * 1_000) / WRONG_A_SECOND - performance.now()));
  }
  return { logins: await Promise.all(logins), calls: await Promise.all(calls) };
}

/** What somebody does again and again who does not know of the attack. */
async function whileBesieged(
  everyMs: number,
  ask: (number: number) => Promise<Answered>,
): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  const began = performance.now();
  while (performance.now() - began < SECONDS * 1_000) {
    answers.push(await ask(answers.length));
    await delay(everyMs);
  }
  return answers;
}

function timesOf(answers: readonly Answered[]): string {
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number): string => (times[Math.ceil(share * times.length) - 1] ?? 0).toFixed(0);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, slowest ${at(1)} ms`;
}

function slowest(answers: readonly Answered[]): number {
  return Math.max(...answers.map(({ ms }) => ms));
}

test("two hundred wrong attempts a second are limited and logged, and keep nobody out who belongs here", async ({
  annotate,
}) => {
  const first = await signIn(OWNER.password, "192.0.2.10");
  expect((await sendCall(KEY, "198.51.100.7", 9_999)).status).toBe(200);
  const device = first.cookies.map((cookie) => cookie.split(";", 1)[0]).join("; ");
  const besieged = attack();
  const [own, signedIn] = await Promise.all([
    // Behind the same address as the guesses: an office has one.
    whileBesieged(50, async (number) => sendCall(KEY, "198.51.100.7", 10_000 + number)),
    whileBesieged(500, async () => signIn(OWNER.password, "192.0.2.10", device)),
  ]);
  const { logins, calls } = await besieged;
  const limitedLogins = logins.filter(({ location }) => location.endsWith("error=limit"));
  const limitedCalls = calls.filter(({ status }) => status === 429);
  await annotate(
    `${logins.length} guesses at a password, ${limitedLogins.length} limited; ${calls.length} at a key, ${limitedCalls.length} limited. ` +
      `Meanwhile ${own.length} calls: ${timesOf(own)}; ${signedIn.length} sign-ins: ${timesOf(signedIn)}`,
  );

  expect(new Set(own.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(signedIn.map(({ location }) => location))).toEqual(new Set(["/"]));
  expect(slowest(own)).toBeLessThan(BEARABLE_MS);
  expect(slowest(signedIn)).toBeLessThan(BEARABLE_MS);

  expect(logins.filter(({ location }) => location === "/")).toEqual([]);
  // Of the account a hundred guesses an hour are weighed, of the place three hundred keys a minute; what was under way comes atop.
  expect(limitedLogins.length).toBeGreaterThan(logins.length / 2);
  expect(limitedCalls.length).toBeGreaterThan(calls.length / 3);
  expect(new Set(calls.map(({ status }) => status))).toEqual(new Set([401, 429]));
  expect(run.output()).toContain("sign-in is blocked for an account, but for its own browsers");
  expect(run.output()).toContain("requests are blocked for an address: too many wrong keys");
}, 60_000);

/** Header values are bytes: what no byte can say, and what no header may hold, stays out of them. */
const inHeader = (text: string): string =>
  text
    .replaceAll(/[^\t\u0020-\u007E\u0080-\u00FF]/g, "")
    .trim()
    .slice(0, 4_000);

test("whatever strangers send, the log is lines of JSON that steer nothing and hold no secret", async () => {
  for (const [i, [, text]] of HOSTILE_TEXTS.entries()) {
    const path = encodeURIComponent(text.toWellFormed().slice(0, 2_000));
    const headers = { "user-agent": inHeader(text), authorization: `Bearer ${inHeader(text)}` };
    const place = { "x-forwarded-for": inHeader(text), cookie: `outturn=${path}` };
    const body = new URLSearchParams({ email: text, password: text, token: text, code: text });
    const paths = ["password", "reset/request", "reset/password", "code/check", "invitation/accept"];
    const asked = [
      post(`/sign-in/${paths[i % paths.length]}`, { body, headers: { ...headers, ...place } }),
      post("/v1/traces", { body: text, headers: { ...headers, ...place } }),
      fetch(`${run.url}/tasks/${path}?id=${path}`, { headers: place, redirect: "manual" }),
      fetch(`${run.url}/sign-in/link?token=${path}`, { headers: place, redirect: "manual" }),
      post("/v1/traces", {
        body: text,
        headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      }),
    ];
    for (const { status } of await Promise.all(asked)) expect(status).toBeLessThan(500);
  }
  const { traces, logs } = foreignSecrets();
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  for (const [path, body] of [...traces.map((one) => ["/v1/traces", one] as const), ["/v1/logs", logs] as const])
    expect((await post(path, { headers, body: JSON.stringify(body) })).status).toBe(200);

  const said = run.output();
  expect(said).not.toMatch(STEERING);
  const [, logged = ""] = said.split(/^ready http.*\n(?:sign in .*\n)?/m);
  const odd = logged
    .trimEnd()
    .split("\n")
    .filter((line) => !isRecord(line));
  expect(odd).toEqual([]);
  for (const [name, secret] of Object.entries({ ...SECRETS, password: OWNER.password, key: KEY }))
    expect(`the log holds ${name}: ${said.includes(secret)}`).toBe(`the log holds ${name}: false`);
}, 60_000);

function isRecord(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
