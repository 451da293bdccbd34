/** A tool as the request declares it. */
export interface DeclaredTool {
  readonly name: string;
  /** `custom` takes free text; `hosted` is defined by the provider and carries no schema. */
  readonly kind: "function" | "custom" | "hosted";
  /** The JSON Schema on the wire; undefined when there is none. */
  readonly schema: unknown;
}

/** One tool invocation in a reply. */
export interface SeenTool {
  readonly name: string;
  /** `custom` carries free text; `hosted` was executed by the provider; `built-in` is the provider's, run by the application. */
  readonly kind: "function" | "custom" | "hosted" | "built-in";
  /** Arguments as raw text, or already parsed where the provider sends them so. */
  readonly raw: string | null;
  readonly parsed?: unknown;
}
