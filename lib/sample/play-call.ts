import { invitesRetry, type FailureClass, type JsonResult } from "#lib/domain/failure.ts";
import type { Microseconds } from "#lib/domain/time.ts";
import { FIRST_WAIT_MS, MISHAPS, MOST_ATTEMPTS, SPIKE } from "#lib/sample/assumed.ts";
import { MODELS, type ModelName, type Profile } from "#lib/sample/fitted.ts";
import type { Random } from "#lib/sample/random.ts";
import type { SimulatedAttempt, SimulatedCall, SimulatedTool, SimulatedUsage } from "#lib/sample/simulated-task.ts";

/** One task while it is being played: the clock runs on, and finished calls are put down. */
export interface Desk {
  readonly random: Random;
  readonly environment: "production" | "staging";
  /** Half-open window of the incident. */
  readonly spike: { readonly fromUs: Microseconds; readonly toUs: Microseconds };
  readonly calls: SimulatedCall[];
  clockUs: Microseconds;
}

/** What the application asks a model. */
export interface Ask {
  readonly operation?: "chat" | "embeddings";
  readonly model: ModelName;
  readonly profile: Profile;
  readonly streamed: boolean;
  /** How much longer this input is than the model's usual one. */
  readonly inputFactor: number;
  readonly inputChars: number;
  readonly toolsHash: string | null;
  readonly prefixHash: string;
  readonly requestHash: string;
  /** What the application will record of the call. */
  readonly checks?: Readonly<Record<string, boolean>>;
}

/** What the model would answer if nothing came in between. */
export interface Answer {
  readonly failure: FailureClass;
  readonly tools: readonly SimulatedTool[];
  readonly json: JsonResult | null;
}

export const OK: Answer = { failure: "ok", tools: [], json: null };

const STATUS: Partial<Record<FailureClass, number>> = {
  rate_limited: 429,
  overloaded: 529,
  server_error: 500,
  auth: 401,
  invalid_request: 400,
  context_overflow: 400,
};

function requestId(random: Random): string {
  return `req_${random.hex(24)}`;
}

/** Attempts that failed before one went through; none goes through when there are as many as the SDK makes. */
function failedAttempts(desk: Desk, ask: Ask): FailureClass[] {
  const { random } = desk;
  const provider = MODELS[ask.model].provider;
  const inSpike = desk.clockUs >= desk.spike.fromUs && desk.clockUs < desk.spike.toUs && provider === SPIKE.provider;
  const overloaded: FailureClass = provider === "anthropic" ? "overloaded" : "server_error";
  if (!inSpike && random.chance(MISHAPS.exhausted)) {
    const failure = random.pick<FailureClass>([
      [overloaded, 4],
      ["rate_limited", 3],
      ["timeout", 2],
      ["network", 1],
    ]);
    return Array.from({ length: MOST_ATTEMPTS }, () => failure);
  }
  const failed: FailureClass[] = [];
  while (failed.length < MOST_ATTEMPTS && random.chance(inSpike ? SPIKE.share : MISHAPS.transientAttempt)) {
    failed.push(
      inSpike
        ? "rate_limited"
        : random.pick<FailureClass>([
            ["rate_limited", 6],
            [overloaded, 3],
            ["network", 1],
          ]),
    );
  }
  return failed;
}

function failedDurationMs(random: Random, failure: FailureClass): number {
  if (failure === "timeout") return 60_000;
  if (failure === "network") return random.logNormal(900, 0.6);
  return random.logNormal(140, 0.4);
}

/** Plays the failed attempts with the SDK's own waits between them, and moves the clock to where the next would start. */
function playFailures(desk: Desk, failures: readonly FailureClass[]): SimulatedAttempt[] {
  const { random } = desk;
  return failures.map((failure, index) => {
    const waitMs = index === 0 ? 0 : backOffMs(random, index);
    const durationMs = failedDurationMs(random, failure);
    desk.clockUs += Math.round(waitMs * 1000);
    const startUs = desk.clockUs;
    desk.clockUs += Math.round(durationMs * 1000);
    const httpStatus = STATUS[failure] ?? null;
    const id = httpStatus === null ? null : requestId(random);
    return { startUs, durationMs, waitMs, httpStatus, failure, requestId: id, ttftMs: null };
  });
}

/** The SDKs' back-off: doubling, less up to a quarter of jitter. */
function backOffMs(random: Random, retries: number): number {
  return FIRST_WAIT_MS * 2 ** (retries - 1) * random.between(0.75, 1);
}

/** What came in between once the provider had answered; the intended answer otherwise. */
function mishapOf(desk: Desk, ask: Ask, answer: Answer): Answer {
  const { random } = desk;
  const odds: (readonly [FailureClass, number])[] = [
    ["stream_interrupted", ask.streamed ? MISHAPS.streamInterrupted : 0],
    ["aborted", MISHAPS.aborted],
    ["truncated", MISHAPS.truncated],
    ["refusal", MISHAPS.refusal],
    ["content_filter", MISHAPS.contentFilter],
    ["empty", MISHAPS.empty],
    ["context_overflow", MISHAPS.contextOverflow],
    ["auth", desk.environment === "staging" ? MISHAPS.stagingAuth : 0],
  ];
  const none = 1 - odds.reduce((sum, [, share]) => sum + share, 0);
  const mishap = random.pick<FailureClass | null>([[null, none], ...odds]);
  return mishap === null || answer.failure !== "ok" ? answer : { failure: mishap, tools: [], json: null };
}

function usageOf(desk: Desk, ask: Ask, failure: FailureClass): SimulatedUsage | null {
  const { random } = desk;
  if (failure === "aborted" || failure === "network" || failure === "timeout" || STATUS[failure] !== undefined)
    return null;
  const { profile } = ask;
  const input = Math.max(8, Math.round(random.logNormal(profile.input * ask.inputFactor, profile.inputSpread)));
  if (ask.operation === "embeddings") return { input, cacheRead: 0, output: 0, reasoning: 0, estimated: false };
  const hit = input >= 1024 && random.chance(Math.min(1, profile.cached / 0.95));
  const cacheRead = hit ? Math.floor((input * Math.min(0.98, Math.max(profile.cached, 0.95))) / 128) * 128 : 0;
  const whole = Math.max(1, Math.round(random.logNormal(profile.output, profile.outputSpread)));
  const output = outputAfter(failure, whole, random);
  const reasoning = Math.round(output * profile.reasoning);
  return { input, cacheRead, output, reasoning, estimated: failure === "stream_interrupted" };
}

function outputAfter(failure: FailureClass, whole: number, random: Random): number {
  if (failure === "empty") return 0;
  if (failure === "stream_interrupted") return Math.max(1, Math.round(whole * random.between(0.1, 0.8)));
  if (failure === "truncated") return 4096;
  if (failure === "refusal" || failure === "content_filter") return Math.min(whole, 24);
  return whole;
}

interface Timing {
  readonly durationMs: number;
  readonly ttftMs: number | null;
}

/** Longer outputs take longer: half of the output's deviation goes into the duration, the rest of the spread is noise. */
function timingOf(desk: Desk, ask: Ask, failure: FailureClass, usage: SimulatedUsage | null): Timing {
  const { random } = desk;
  const { profile } = ask;
  if (usage === null) {
    return { durationMs: failure === "aborted" ? random.between(400, 4000) : random.logNormal(180, 0.4), ttftMs: null };
  }
  const share = profile.output > 0 ? Math.sqrt(Math.max(1, usage.output) / profile.output) : 1;
  const noise = Math.sqrt(Math.max(0.0049, profile.latencySpread ** 2 - (profile.outputSpread / 2) ** 2));
  const durationMs = 1000 * Math.min(590, profile.latency * share * Math.exp(noise * random.normal()));
  if (!ask.streamed || usage.output === 0) return { durationMs, ttftMs: null };
  // No recording of these models streamed: the first token comes about half-way, as claude-haiku-4-5's does (0.52 of 0.97 s).
  if (profile.ttft === null) return { durationMs, ttftMs: durationMs * Math.min(0.95, random.logNormal(0.53, 0.2)) };
  const ttftMs = 1000 * random.logNormal(profile.ttft, profile.ttftSpread);
  const tail = Math.max(0.03, 1 - profile.ttft / profile.latency) * durationMs;
  return { durationMs: Math.max(durationMs, ttftMs + 0.5 * tail), ttftMs };
}

interface Played {
  readonly answer: Answer;
  readonly usage: SimulatedUsage | null;
  readonly attempts: readonly SimulatedAttempt[];
  /** From the start of the call, failed attempts included. */
  readonly ttftMs: number | null;
}

/** Plays a call's attempts: those that failed, and the one that was answered unless all did. */
function playAttempts(desk: Desk, ask: Ask, intended: Answer): Played {
  const { random } = desk;
  const startUs = desk.clockUs;
  const failures = failedAttempts(desk, ask);
  const failed = playFailures(desk, failures);
  const last = failures.at(-1);
  if (last !== undefined && failures.length >= MOST_ATTEMPTS) {
    return { answer: { ...OK, failure: last }, usage: null, attempts: failed, ttftMs: null };
  }
  const answer = mishapOf(desk, ask, intended);
  const usage = usageOf(desk, ask, answer.failure);
  const waitMs = failed.length === 0 ? 0 : backOffMs(random, failed.length);
  const timing = timingOf(desk, ask, answer.failure, usage);
  desk.clockUs += Math.round(waitMs * 1000);
  const attempt = { ...timing, waitMs, startUs: desk.clockUs, failure: attemptFailure(answer.failure) };
  desk.clockUs += Math.round(timing.durationMs * 1000);
  const reached = answer.failure !== "aborted";
  const httpStatus = reached ? (STATUS[answer.failure] ?? 200) : null;
  const ttftMs = timing.ttftMs === null ? null : (attempt.startUs - startUs) / 1000 + timing.ttftMs;
  const id = reached ? requestId(random) : null;
  return { answer, usage, attempts: [...failed, { ...attempt, httpStatus, requestId: id }], ttftMs };
}

/** Plays one call and puts it down. Returns how it ended. */
function playCall(desk: Desk, ask: Ask, intended: Answer): FailureClass {
  const startUs = desk.clockUs;
  const { answer, usage, attempts, ttftMs } = playAttempts(desk, ask, intended);
  desk.calls.push({
    operation: ask.operation ?? "chat",
    model: ask.model,
    spanId: desk.random.hex(16),
    startUs,
    endUs: desk.clockUs,
    streamed: ask.streamed,
    ttftMs,
    attempts,
    usage,
    failure: answer.failure,
    tools: answer.tools,
    json: answer.json,
    responseId: usage === null ? null : responseId(ask, desk.random),
    toolsHash: ask.toolsHash,
    prefixHash: ask.prefixHash,
    requestHash: ask.requestHash,
    inputChars: ask.inputChars,
    checks: answer.failure === "ok" ? (ask.checks ?? {}) : {},
  });
  return answer.failure;
}

/** An attempt fails by transport or by its provider; what the model answered is the call's matter. */
function attemptFailure(failure: FailureClass): FailureClass {
  return invitesRetry(failure) ? failure : "ok";
}

function responseId(ask: Ask, random: Random): string {
  if (MODELS[ask.model].provider === "anthropic") return `msg_01${random.hex(22)}`;
  return ask.operation === "embeddings" ? `emb-${random.hex(24)}` : `chatcmpl-${random.hex(24)}`;
}

/** Failures after which sending the same request again is no use. */
const HOPELESS: ReadonlySet<FailureClass> = new Set(["auth", "invalid_request", "context_overflow", "aborted"]);

/**
 * Asks until the model has answered: the application sends the same request again after a transport or provider failure, and
 * asks anew after a truncated or empty answer, twice at most. Returns how the last call ended.
 */
export function askModel(desk: Desk, ask: Ask, intended: Answer): FailureClass {
  let failure = playCall(desk, ask, intended);
  for (let again = 0; again < 2 && failure !== intended.failure; again += 1) {
    if (HOPELESS.has(failure) || failure === "refusal" || failure === "content_filter") return failure;
    desk.clockUs += Math.round(desk.random.between(2e6, 15e6) * (again + 1));
    const anew = failure === "truncated" || failure === "empty";
    failure = playCall(desk, anew ? { ...ask, requestHash: desk.random.hex(32) } : ask, intended);
  }
  return failure;
}
