import { showDuration } from "#components/format/number.ts";
import { FAILURE_WORDS } from "#components/words/failure-words.ts";
import type { Call } from "#lib/domain/call.ts";

interface CallTimelineProps {
  readonly call: Call;
  readonly colour: string;
  /** The task's first and last instant, epoch microseconds. */
  readonly startUs: number;
  readonly endUs: number;
}

interface Piece {
  readonly kind: "wait" | "attempt";
  readonly ms: number;
  readonly title: string;
  readonly failed: boolean;
}

/** A call's attempts with the waits before them, or the whole call where attempts are unseen. */
function piecesOf(call: Call): Piece[] {
  const whole = (call.endUs - call.startUs) / 1000;
  const one = {
    kind: "attempt" as const,
    ms: whole,
    title: `${FAILURE_WORDS[call.failure].label}, ${showDuration(whole)}`,
    failed: call.failure !== "ok",
  };
  if (call.attempts === null || call.attempts.length < 2) return [one];
  return call.attempts.flatMap(({ index, waitMs, durationMs, failure }) => {
    const wait = waitMs ?? 0;
    const waited = { kind: "wait" as const, ms: wait, title: `waited ${showDuration(wait)}`, failed: false };
    const ms = durationMs ?? 0;
    const title = `attempt ${index + 1}: ${FAILURE_WORDS[failure].label}, ${showDuration(ms)}`;
    return [...(wait > 0 ? [waited] : []), { kind: "attempt" as const, ms, title, failed: failure !== "ok" }];
  });
}

/** One call on the task's time: attempts filled (failed ones red), waits hollow. */
export function CallTimeline({ call, colour, startUs, endUs }: CallTimelineProps) {
  const span = Math.max(1, endUs - startUs);
  const left = ((call.startUs - startUs) / span) * 100;
  const width = ((call.endUs - call.startUs) / span) * 100;
  const pieces = piecesOf(call);
  return (
    <span aria-hidden className="relative block h-4 overflow-hidden">
      <span
        className="absolute inset-y-0.5 flex min-w-[3px]"
        style={{ left: `${Math.min(left, 99).toFixed(2)}%`, width: `${width.toFixed(2)}%` }}
      >
        {pieces.map(({ kind, ms, title, failed }, i) => (
          <span
            key={i}
            title={title}
            className={kind === "wait" ? "border-y border-dashed border-mute" : "min-w-[2px]"}
            style={{
              flex: `${ms} 0 0`,
              ...(kind === "wait" ? {} : { background: failed ? "var(--bad)" : colour }),
            }}
          />
        ))}
      </span>
    </span>
  );
}
