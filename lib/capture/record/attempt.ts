import { now } from "../clock.ts";
import { bag, text } from "../peek.ts";

/** One HTTP request of a call. Times are epoch milliseconds; null while not known. */
export interface Attempt {
  readonly startMs: number;
  /** Between the end of the attempt before and this one; null for the first. */
  readonly waitMs: number | null;
  endMs: number | null;
  status: number | null;
  errorType: string | null;
  requestId: string | null;
  /** When the headers came, and they themselves: what they say of rate limits is read when the call is described. */
  answeredMs: number | null;
  headers: Headers | null;
}

const REQUEST_ID_HEADERS = ["x-request-id", "request-id", "apim-request-id"] as const;

export function beginAttempt(previous: Attempt | undefined): Attempt {
  const startMs = now();
  const waitMs = previous === undefined ? null : startMs - (previous.endMs ?? startMs);
  return {
    startMs,
    waitMs,
    endMs: null,
    status: null,
    errorType: null,
    requestId: null,
    answeredMs: null,
    headers: null,
  };
}

/** Headers are there: an error answer ends the attempt, a good one ends with its body. */
export function attemptAnswered(attempt: Attempt, response: Response): void {
  attempt.status = response.status;
  attempt.headers = response.headers;
  attempt.answeredMs = now();
  for (const header of REQUEST_ID_HEADERS) {
    attempt.requestId ??= response.headers.get(header);
  }
  if (response.status < 400) return;
  attempt.endMs = attempt.answeredMs;
  attempt.errorType = String(response.status);
}

export function attemptFailed(attempt: Attempt, error: unknown): void {
  attempt.endMs = now();
  const { name, code, cause } = bag(error);
  attempt.errorType = text(bag(cause)["code"]) ?? text(code) ?? text(name) ?? "_OTHER";
}
