import { SHARES } from "#lib/sample/assumed.ts";
import { CONVERSATIONS, profileOf, type ConversationFit, type ModelName, type Profile } from "#lib/sample/fitted.ts";
import { askModel, OK, type Answer, type Ask, type Desk } from "#lib/sample/play-call.ts";
import { reasonFor, toolSetHash, type Ending } from "#lib/sample/play-extraction.ts";
import type { Random } from "#lib/sample/random.ts";
import type { SimulatedTool } from "#lib/sample/simulated-task.ts";

const TOOLS: readonly (readonly [string, number])[] = [
  ["get_customer", 5],
  ["get_order", 5],
  ["search_orders", 3],
  ["update_order", 3],
  ["issue_refund", 2],
  ["escalate_to_human", 1],
];

/** tau2's unmet goals in an application's words: DB, COMMUNICATE, ENV_ASSERTION and ACTION (47, 6, 5 and 1 of its failures). */
const REASONS: readonly (readonly [string, number])[] = [
  ["record_not_updated", 47],
  ["customer_not_told", 6],
  ["service_not_restored", 5],
  ["action_missing", 1],
];

const EMBEDDING_PROFILE: Profile = profileOf([220, 0.5, 0, 0, 0.18, 0.35, 0]);

/** Looks up what is known before the first model call, in some tasks. */
export function embedFirst(desk: Desk): void {
  const { random } = desk;
  if (!random.chance(SHARES.embeddingFirst)) return;
  const length = random.logNormal(1, 0.2);
  askModel(
    desk,
    {
      operation: "embeddings",
      model: "text-embedding-3-small",
      profile: EMBEDDING_PROFILE,
      streamed: false,
      inputFactor: length,
      inputChars: Math.round(900 * length),
      toolsHash: null,
      prefixHash: random.hex(32),
      requestHash: random.hex(32),
    },
    OK,
  );
  desk.clockUs += Math.round(random.between(5_000, 40_000));
}

function validTool(random: Random, name: string): SimulatedTool {
  return { name, verdict: "valid", violations: [], argsHash: random.hex(16) };
}

/** tau2 records no verdicts: 1.5 % invalid calls are assumed. */
function toolAnswer(random: Random): Answer {
  const name = random.pick(TOOLS);
  if (!random.chance(0.015)) return { ...OK, tools: [validTool(random, name)] };
  const kind = random.chance(0.5) ? "missing_required" : "not_in_enum";
  const path = kind === "missing_required" ? "/order_id" : "/reason";
  const tool: SimulatedTool = {
    ...validTool(random, name),
    verdict: "invalid_arguments",
    violations: [{ kind, path }],
  };
  return { failure: "invalid_arguments", tools: [tool], json: null };
}

function planAnswers(random: Random, fit: ConversationFit, repeats: boolean): Answer[] {
  const steps = Math.max(3, Math.min(40, Math.round(random.logNormal(fit.steps, fit.stepsSpread))));
  const answers = Array.from({ length: steps }, (_, step) => {
    const last = step === steps - 1;
    return !last && random.chance((fit.tools * steps) / (steps - 1)) ? toolAnswer(random) : OK;
  });
  if (repeats) {
    const stuck: Answer = { ...OK, tools: [validTool(random, "get_order")] };
    answers.splice(1, Math.min(3, steps - 2), stuck, stuck, stuck);
  }
  return answers;
}

function fitOf(model: ModelName): ConversationFit {
  const fit = CONVERSATIONS.find((candidate) => candidate.model === model);
  if (!fit) throw new RangeError(`no recorded conversations of ${model}: add it to CONVERSATIONS in fitted.ts`);
  return fit;
}

/** A conversation about an order: tools between the turns, the context growing with each. */
export function playConversation(desk: Desk, model: ModelName): Ending {
  const { random } = desk;
  const fit = fitOf(model);
  const succeeds = random.chance(fit.succeeded / fit.tasks);
  const answers = planAnswers(
    random,
    fit,
    random.chance(succeeds ? SHARES.repeatedToolInSuccess : SHARES.repeatedTool),
  );
  const streamed = random.chance(SHARES.streamedConversation);
  const length = random.logNormal(1, 0.1);
  embedFirst(desk);
  let prefixHash: string | null = null;
  for (const [step, answer] of answers.entries()) {
    // Drawn at every step, though all of a task begin alike: the same seed goes on giving the same weeks.
    const drawn = random.hex(32);
    prefixHash ??= drawn;
    // From about six to thirteen tenths of the median: with the noise above, tau2's spread of input sizes (0.3).
    const growth = 0.62 + (0.72 * step) / answers.length;
    const profile = { ...fit.profile, inputSpread: 0.05 };
    const ask: Ask = {
      model,
      profile,
      streamed,
      inputFactor: growth * length,
      inputChars: Math.round(19_000 * growth * length),
      toolsHash: toolSetHash("support"),
      prefixHash,
      requestHash: random.hex(32),
    };
    const ended = askModel(desk, ask, answer);
    if (ended !== answer.failure) return { succeeded: false, reason: reasonFor(ended) };
    const usedTool = answer.tools.length > 0;
    desk.clockUs += Math.round(usedTool ? random.between(50_000, 700_000) : random.logNormal(6e6, 0.7));
  }
  return { succeeded: succeeds, reason: succeeds ? null : random.pick(REASONS) };
}
