// The load generator: a process of its own, so that it shares nothing with the server but the machine. It is told what to send by
// its parent, answers with one message, and ends by itself.
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

import { makePayloads } from "./make-payloads.ts";
import type { Encoding, Payload } from "./make-payloads.ts";

export interface LoadOrder {
  readonly url: string;
  readonly key: string;
  readonly encoding: Encoding;
  readonly seconds: number;
  /** Calls a second, sent at even intervals whatever the answers; null to send as fast as they are answered. */
  readonly callsPerSecond: number | null;
  /** Requests under way at a time, at most. */
  readonly inFlight: number;
  /** Makes the ids of this load differ from all others'. */
  readonly round: number;
}

export interface LoadResult {
  /** Calls and spans acknowledged. */
  readonly calls: number;
  readonly spans: number;
  readonly bytes: number;
  readonly seconds: number;
  /** From the moment each export was due to its answer, milliseconds; sorted. */
  readonly acknowledgedMs: readonly number[];
  /** Answers by status; 0 where there was none. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Nothing keeps the generator alive longer than this beyond its order. */
const GRACE_MS = 60_000;
const MOST_RETRY_S = 5;

process.once("message", (order: LoadOrder) => {
  setTimeout(() => process.exit(1), order.seconds * 1000 + GRACE_MS).unref();
  void send(order).then((result) => {
    process.send?.(result, () => process.disconnect());
  });
});

async function send(order: LoadOrder): Promise<LoadResult> {
  const payloads = makePayloads(order.encoding, new Date());
  const agent = new Agent({ keepAlive: true, maxSockets: order.inFlight });
  const tally = { calls: 0, spans: 0, bytes: 0, statuses: new Map<number, number>(), acknowledgedMs: [] as number[] };
  const began = performance.now();
  const until = began + order.seconds * 1000;
  const meanCalls = payloads.reduce((sum, { calls }) => sum + calls, 0) / payloads.length;
  const everyMs = order.callsPerSecond === null ? 0 : (meanCalls / order.callsPerSecond) * 1000;
  let next = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const index = next++;
      const due = everyMs === 0 ? performance.now() : began + index * everyMs;
      if (due >= until) return;
      if (due > performance.now()) await delay(due - performance.now());
      const payload = payloads[index % payloads.length];
      if (payload === undefined) return;
      const body = payload.stamp(order.round + Math.floor(index / payloads.length));
      await sendUntilTaken({ order, agent, body, deadline: until + GRACE_MS / 2, statuses: tally.statuses });
      tally.acknowledgedMs.push(performance.now() - due);
      count(tally, payload);
    }
  };
  await Promise.all(Array.from({ length: order.inFlight }, sender));
  agent.destroy();
  return {
    ...tally,
    seconds: (performance.now() - began) / 1000,
    acknowledgedMs: tally.acknowledgedMs.toSorted((a, b) => a - b),
    statuses: Object.fromEntries(tally.statuses),
  };
}

function count(tally: { calls: number; spans: number; bytes: number }, payload: Payload): void {
  tally.calls += payload.calls;
  tally.spans += payload.spans;
  tally.bytes += payload.bytes;
}

interface Sending {
  readonly order: LoadOrder;
  readonly agent: Agent;
  readonly body: Buffer;
  readonly deadline: number;
  readonly statuses: Map<number, number>;
}

/** As an exporter does: an answer of "not now" is waited out, and the same spans are sent again. */
async function sendUntilTaken({ order, agent, body, deadline, statuses }: Sending): Promise<void> {
  while (performance.now() < deadline) {
    const { status, retryAfter } = await post(order, agent, body);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200) return;
    await delay(Math.min(retryAfter, MOST_RETRY_S) * 1000);
  }
}

async function post(order: LoadOrder, agent: Agent, body: Buffer): Promise<{ status: number; retryAfter: number }> {
  const headers = {
    authorization: `Bearer ${order.key}`,
    "content-type": order.encoding === "json" ? "application/json" : "application/x-protobuf",
    "content-length": body.length,
  };
  return new Promise((resolve) => {
    const sent = request(`${order.url}/v1/traces`, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.once("end", () => {
        resolve({ status: response.statusCode ?? 0, retryAfter: Number(response.headers["retry-after"] ?? 1) });
      });
    });
    sent.once("error", () => {
      resolve({ status: 0, retryAfter: 1 });
    });
    sent.end(body);
  });
}
