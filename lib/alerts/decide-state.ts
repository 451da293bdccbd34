/** ok → pending → firing → recovering → ok; no data and muted beside them. */
export const SERIES_STATES = ["ok", "pending", "firing", "recovering", "no_data", "muted"] as const;
export type SeriesState = (typeof SERIES_STATES)[number];

/** Minutes are epoch minutes. */
export interface Situation {
  readonly state: SeriesState;
  /** When it came into this state. */
  readonly since: number;
}

/** What a look at the series says. */
export interface Seen {
  readonly alarm: boolean;
  readonly calm: boolean;
  readonly noData: boolean;
  /** An alarm so clear that it needs no second look. */
  readonly overwhelming: boolean;
  readonly muted: boolean;
}

/** What the change of state means for the incident: it begins, or the series has no part in it any more. */
export type Change = "fires" | "ends" | null;

export interface Decision {
  readonly next: Situation;
  readonly change: Change;
}

/** So long must a series stay calm before its alarm is over: one that comes and goes is one alarm. */
export const RECOVERY_MINUTES = 10;

/** The next state of a series: a pure function, so that it can be read as a table. */
export function decideState(now: Situation, seen: Seen, minute: number): Decision {
  const state = nextState(now, seen, minute);
  const next = state === now.state ? now : { state, since: minute };
  return { next, change: changeOf(now.state, state) };
}

function nextState({ state, since }: Situation, seen: Seen, minute: number): SeriesState {
  if (seen.muted) return "muted";
  switch (state) {
    case "ok":
    case "no_data":
    case "muted":
      return atRest(seen);
    case "pending":
      return seen.alarm ? "firing" : atRest(seen);
    case "firing":
      return whileFiring(seen);
    case "recovering":
      return whileRecovering(seen, minute - since);
  }
}

function atRest({ alarm, overwhelming, noData }: Seen): SeriesState {
  if (alarm) return overwhelming ? "firing" : "pending";
  return noData ? "no_data" : "ok";
}

function whileFiring({ alarm, calm, noData }: Seen): SeriesState {
  if (alarm) return "firing";
  if (noData) return "no_data";
  return calm ? "recovering" : "firing";
}

function whileRecovering({ alarm, calm, noData }: Seen, minutes: number): SeriesState {
  if (noData) return "no_data";
  if (alarm || !calm) return "firing";
  return minutes >= RECOVERY_MINUTES ? "ok" : "recovering";
}

function isOpen(state: SeriesState): boolean {
  return state === "firing" || state === "recovering";
}

function changeOf(from: SeriesState, to: SeriesState): Change {
  if (!isOpen(from) && isOpen(to)) return "fires";
  return isOpen(from) && !isOpen(to) ? "ends" : null;
}
