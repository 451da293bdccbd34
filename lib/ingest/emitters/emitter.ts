import type { InputRule, Operation } from "#lib/domain/call.ts";
import type { OwnNames } from "../aliases.ts";
import type { DecodedSpan } from "../decoded-span.ts";
import type { RawCall } from "../raw-call.ts";

/** What one instrumentation does differently from the conventions. Everything it does not say follows them. */
export interface Emitter {
  readonly name: string;
  recognises(span: DecodedSpan): boolean;
  /** Names that it alone uses for a fact, tried after the common ones. */
  readonly aliases?: OwnNames;
  /** What the span is; `event` is never billed, and null leaves it to the conventions. */
  operation?(span: DecodedSpan): Operation | "event" | null;
  /** Whether its input count includes what came from and went to the cache. */
  inputRule?(span: DecodedSpan, raw: RawCall): InputRule;
  /** Whether its zeros were counted. Elsewhere zero input and output is a way of saying nothing: no real call has neither. */
  readonly meansZero?: boolean;
  /** Whether all it says is read by name, so that nothing else need be kept of its spans. */
  readonly plain?: boolean;
  /** Facts that it sends elsewhere, or otherwise than the conventions say. */
  amend?(span: DecodedSpan, raw: RawCall): void;
}
