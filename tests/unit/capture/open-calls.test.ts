import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { CHAT } from "#lib/capture/openai/apis.ts";
import { OpenCall } from "#lib/capture/record/open-call.ts";
import { OpenCalls } from "#lib/capture/record/open-calls.ts";

const MINUTE = 60_000;

function openCall(calls: OpenCalls): OpenCall {
  const origin = {
    provider: "openai",
    host: "localhost",
    port: null,
    context: { traceId: "1".repeat(32), spanId: "1".repeat(16) },
    parentSpanId: null,
    within: null,
    task: null,
  };
  const call = new OpenCall({ api: CHAT, params: { stream: true }, origin, onEnd: (ended) => calls.remove(ended) });
  calls.add(call);
  return call;
}

describe("calls that nobody brings to their end", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("a stream without a sign of life for the idle time is cut", () => {
    const calls = new OpenCalls(10 * MINUTE);
    const call = openCall(calls);
    call.awaited = true;
    call.take({ choices: [] });
    vi.advanceTimersByTime(9 * MINUTE);
    expect(call.ending).toBeNull();
    vi.advanceTimersByTime(3 * MINUTE);
    expect(call.ending).toEqual({ kind: "cut", by: "nobody" });
    expect(calls.size).toBe(0);
  });

  test("a stream that goes on for an hour is left alone", () => {
    const calls = new OpenCalls(10 * MINUTE);
    const call = openCall(calls);
    call.awaited = true;
    for (let minute = 0; minute < 60; minute += 1) {
      call.take({ choices: [] });
      vi.advanceTimersByTime(MINUTE);
    }
    expect(call.ending).toBeNull();
  });

  test("an answer that nobody asked for is written down after half a minute", () => {
    const calls = new OpenCalls(10 * MINUTE);
    const call = openCall(calls);
    vi.advanceTimersByTime(2 * MINUTE);
    expect(call.ending).toEqual({ kind: "unread" });
  });

  test("a request still waiting for its answer is left alone", () => {
    const calls = new OpenCalls(10 * MINUTE);
    const call = openCall(calls);
    call.attempts.push({
      startMs: call.startMs,
      waitMs: null,
      endMs: null,
      status: null,
      errorType: null,
      requestId: null,
      answeredMs: null,
      headers: null,
    });
    vi.advanceTimersByTime(60 * MINUTE);
    expect(call.ending).toBeNull();
  });
});
