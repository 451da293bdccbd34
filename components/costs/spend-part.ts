import type { NanoUsd } from "#lib/domain/money.ts";

/** Spend of the calls that have one model, type, kind, tier or key; an empty name is one that was not given. */
export interface SpendPart {
  readonly name: string;
  readonly nano: NanoUsd;
  readonly calls: number;
  /** With usage and without a price: their cost is unknown and not in the spend. */
  readonly unpricedCalls: number;
  readonly possiblyBilled: NanoUsd;
}

export interface SpendBucket {
  readonly at: Date;
  readonly nano: Readonly<Record<string, NanoUsd>>;
}

/** A series of the drawing: the parts that spend most, and all the others as one. */
export interface SpendSeries {
  readonly name: string;
  readonly label: string;
  readonly colour: string;
}

export interface SpendDatum {
  readonly day: string;
  /** Dollars by series, in its order: positions in a drawing only. */
  readonly dollars: readonly number[];
}
