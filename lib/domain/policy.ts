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
