export interface TaskOptions {
  /** The application's own name for this piece of work, at most 256 characters; a random UUID when absent. */
  readonly id?: string;
  /** Customer, feature, prompt version, agent step: whatever the figures should be split by. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The user it is done for (`user.id`). */
  readonly user?: string;
}

/** What the callback of `outturn.task` is given. Every method may be called at any time, also after the callback ended. */
export interface Task {
  readonly id: string;
  readonly type: string;
  /** The work was done. */
  succeed(): void;
  /** The work was not done; `reason` is a short word such as `wrong_vendor`, no text. */
  fail(reason: string): void;
  /** Neither success nor waste. */
  cancel(): void;
  /** A named yes or no, such as `stays_in_persona`. */
  check(name: string, passed: boolean): void;
  /** The tool that should be called; null when none should. */
  expectTool(name: string | null): void;
  /**
   * The calls made from here on should answer in JSON, even where only the prompt asks for it: their text is judged as that of
   * calls that ask by `response_format`. With a JSON Schema it must fit too; null expects nothing any more.
   */
  expectJson(schema?: object | null): void;
  tag(key: string, value: string): void;
}
