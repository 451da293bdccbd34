import { SHARES } from "#lib/sample/assumed.ts";
import { steadySuccess, TURNS, type ModelName, type TurnFit } from "#lib/sample/fitted.ts";
import { askModel, OK, type Answer, type Desk } from "#lib/sample/play-call.ts";
import { embedFirst } from "#lib/sample/play-conversation.ts";
import { reasonFor, toolSetHash, type Ending } from "#lib/sample/play-extraction.ts";
import type { Random } from "#lib/sample/random.ts";

function fitOf(model: ModelName): TurnFit {
  const fit = TURNS.find((candidate) => candidate.model === model);
  if (!fit) throw new RangeError(`no recorded turns of ${model}: add it to TURNS in fitted.ts`);
  return fit;
}

function callsTool(random: Random, name: string): Answer {
  return { ...OK, tools: [{ name, verdict: "valid", violations: [], argsHash: random.hex(16) }] };
}

interface Leg {
  readonly model: ModelName;
  /** Whether the application takes the leg's answer; null where it does not judge it. */
  readonly accepted: boolean | null;
}

/** One model's part of the work: look up, perhaps search, then answer. Returns the reason it could not, or null. */
function playLeg(desk: Desk, { model, accepted }: Leg): string | null {
  const { random } = desk;
  const length = random.logNormal(1, 0.1);
  const answers: Answer[] = [callsTool(random, "crm_lookup")];
  if (random.chance(0.35)) answers.push(callsTool(random, "search_company"));
  answers.push(random.chance(0.3) ? callsTool(random, "send_quote") : OK);
  let prefixHash: string | null = null;
  for (const [step, answer] of answers.entries()) {
    // Drawn at every step, though all of a task begin alike: the same seed goes on giving the same weeks.
    const drawn = random.hex(32);
    prefixHash ??= drawn;
    const ended = askModel(
      desk,
      {
        model,
        profile: fitOf(model).profile,
        streamed: true,
        inputFactor: length * (0.85 + 0.15 * step),
        inputChars: Math.round((2100 + 350 * step) * length),
        toolsHash: toolSetHash("lead"),
        prefixHash,
        requestHash: random.hex(32),
        ...(step === answers.length - 1 && accepted !== null ? { checks: { answer_accepted: accepted } } : {}),
      },
      answer,
    );
    if (ended !== answer.failure) return reasonFor(ended);
    desk.clockUs += Math.round(random.between(60_000, 900_000));
  }
  return null;
}

/** Qualifies a lead; some of the cheapest model's work is handed to a dearer one. */
export function playLead(desk: Desk, model: ModelName): Ending {
  const { random } = desk;
  embedFirst(desk);
  const cheapest = model === "claude-haiku-4-5";
  const escalated = cheapest && random.chance(SHARES.escalated);
  const reason = playLeg(desk, { model, accepted: cheapest ? !escalated : null });
  if (reason !== null && !escalated) return { succeeded: false, reason };
  const closing: ModelName = escalated ? "claude-sonnet-5" : model;
  const second = escalated ? playLeg(desk, { model: closing, accepted: null }) : null;
  if (second !== null) return { succeeded: false, reason: second };
  if (random.chance(steadySuccess(fitOf(closing)))) return { succeeded: true, reason: null };
  return { succeeded: false, reason: random.chance(0.6) ? "wrong_vendor" : "missed_budget" };
}
