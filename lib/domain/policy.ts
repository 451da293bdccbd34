/** One rule of a routing policy. The first that fits decides; what a rule leaves out fits everything. */
export interface PolicyRule {
  readonly taskType?: string;
  /** Fits work of at most so many input tokens. */
  readonly maxInputTokens?: number;
  /** What its models can do: fits work that needs nothing else. */
  readonly offers?: readonly string[];
  /** Entry model first, then those to escalate to. */
  readonly models: readonly string[];
  /**
   * Share of the work, 0 to 1, that enters with another of the rule's models, drawn evenly, so that evidence on them stays
   * fresh. Default: 0.
   */
  readonly explore?: number;
}

/** Which model a piece of work goes to: the rules of a project, in order. */
export interface Policy {
  readonly rules: readonly PolicyRule[];
}

/** Tag of a task whose entry model was drawn: the outcome of the draw, and among which models at which share. */
export const DRAW_TAG = "outturn.draw";

/** A draw, `drawn` out of a rule's models. All draws of one design gave each model the same chance. */
export interface Draw {
  readonly drawn: string;
  readonly design: string;
}

const BETWEEN = " | ";

/** `large | small, large | 0.05` */
export function writeDraw(drawn: string, { models, explore = 0 }: PolicyRule): string {
  return [drawn, models.join(", "), String(explore)].join(BETWEEN);
}

/** Reads what `writeDraw` wrote; null for any other text. */
export function readDraw(text: string): Draw | null {
  const [drawn = "", models = "", share = "", ...more] = text.split(BETWEEN);
  const isDraw = models.split(", ").includes(drawn) && Number(share) > 0 && more.length === 0;
  return isDraw ? { drawn, design: models + BETWEEN + share } : null;
}
