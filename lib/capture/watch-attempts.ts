import { AsyncLocalStorage } from "node:async_hooks";

import { attemptAnswered, attemptFailed, beginAttempt } from "./record/attempt.ts";
import type { OpenCall } from "./record/open-call.ts";
import { activeContext, readTraceParent, spanIn, withSpan } from "./record/trace-context.ts";

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The call that HTTP requests made here belong to; it reaches every retry of the SDK. */
export const callInFlight = new AsyncLocalStorage<OpenCall>();

const watched = new WeakSet<Fetch>();
/** Hosts that answered 400 to a usage chunk we asked for: they are not asked again. */
export const refusesUsage = new Set<string>();

/** A fetch that notes each attempt of the call in flight, and otherwise is the one it was given. */
export function watchFetch(inner: Fetch): Fetch {
  if (watched.has(inner)) return inner;
  const outer: Fetch = (input, init) => {
    const call = callInFlight.getStore();
    if (call === undefined || call.ending !== null) return inner(input, init);
    if (call.origin.untraced === true && call.attempts.length === 0) adoptTrace(call, init?.headers);
    const attempt = beginAttempt(call.attempts.at(-1));
    call.attempts.push(attempt);
    if (call.wire === null && typeof init?.body === "string") call.wire = init.body;
    let answer: Promise<Response>;
    try {
      answer = inner(input, init);
    } catch (error) {
      attemptFailed(attempt, error);
      throw error;
    }
    return answer.then(
      (response) => {
        attemptAnswered(attempt, response);
        const refused = call.askedForUsage && (response.status === 400 || response.status === 422);
        return refused ? withoutUsage({ call, input, init, response, inner }) : response;
      },
      (error: unknown) => {
        attemptFailed(attempt, error);
        throw error;
      },
    );
  };
  watched.add(outer);
  return outer;
}

/**
 * Somebody between the caller and the request records the same call (the SDK's own spans, an instrumentation inside the
 * method): it names its span as the active one, or in the request. Told in its trace, ours and its are seen to be one call.
 */
function adoptTrace(call: OpenCall, headers: RequestInit["headers"]): void {
  const around = activeContext();
  const active = spanIn(around);
  const span = active ?? readTraceParent(headers instanceof Headers ? headers.get("traceparent") : null);
  if (span === null) return;
  call.origin = {
    ...call.origin,
    context: { ...call.origin.context, traceId: span.traceId },
    parentSpanId: span.spanId,
    within: active === null ? withSpan(around, span) : around,
    untraced: false,
  };
}

interface Refusal {
  readonly call: OpenCall;
  readonly input: string | URL | Request;
  readonly init: RequestInit | undefined;
  readonly response: Response;
  readonly inner: Fetch;
}

/** Sends the caller's own request where the server refused it for the usage chunk that we had added. */
async function withoutUsage({ call, input, init, response, inner }: Refusal): Promise<Response> {
  const body = await response.text();
  const sent = init?.body;
  if (typeof sent !== "string" || !/stream_options|include_usage/.test(body)) return sameResponse(response, body);
  refusesUsage.add(call.origin.host);
  call.askedForUsage = false;
  // Our own request's JSON, parsed back to leave out what we added.
  const { stream_options: _added, ...own } = JSON.parse(sent) as Record<string, unknown>;
  call.attempts.pop();
  const attempt = beginAttempt(call.attempts.at(-1));
  call.attempts.push(attempt);
  call.wire = JSON.stringify(own);
  const second = await inner(input, { ...init, body: call.wire });
  attemptAnswered(attempt, second);
  return second;
}

/** The same response again after its body was read. */
function sameResponse(response: Response, body: string): Response {
  const { status, statusText, headers, url } = response;
  const copy = new Response(body, { status, statusText, headers });
  return Object.defineProperty(copy, "url", { value: url });
}
