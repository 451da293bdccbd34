import type { Family } from "./metrics.ts";

/** What is known of a series when it fires, or of an incident that is open. */
export interface Placing {
  readonly family: Family;
  /** Providers and models of its calls; empty where its cells do not tell. */
  readonly providers: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  readonly taskType: string | null;
}

export interface OpenPlacing extends Placing {
  readonly id: string;
  readonly openedMinute: number;
}

/** What begins later is another thing, unless the same provider is still away. */
const TOGETHER_MINUTES = 60;

/**
 * The open incident that an alarm belongs to: one provider that is away is one incident, whichever of its models and figures
 * show it. Null when it is a new one.
 */
export function placeAlarm(alarm: Placing, minute: number, open: readonly OpenPlacing[]): string | null {
  const fitting = open.filter((incident) => incident.family === alarm.family && isOneThing(alarm, minute, incident));
  return fitting[0]?.id ?? null;
}

function isOneThing(alarm: Placing, minute: number, incident: OpenPlacing): boolean {
  const together = minute - incident.openedMinute <= TOGETHER_MINUTES;
  switch (alarm.family) {
    case "availability":
      return share(alarm.providers, incident.providers);
    case "quality":
      return together && (share(alarm.models, incident.models) || sameType(alarm, incident));
    case "money":
      return together;
  }
}

function share(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((value) => b.has(value));
}

/** Cells of tasks name no model: their type is what they have in common. */
function sameType(a: Placing, b: Placing): boolean {
  return a.taskType !== null && a.taskType === b.taskType;
}
