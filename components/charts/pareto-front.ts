export interface FrontierPoint {
  readonly model: string;
  readonly colour: string;
  /** Dollars per 1,000 finished tasks. */
  readonly cost: number;
  readonly costText: string;
  readonly success: number;
  readonly interval: readonly [number, number] | null;
  readonly decided: number;
  readonly hollow: boolean;
}

/** Points that no other beats by costing no more and succeeding at least as often; cheapest first. */
export function paretoFront<P extends FrontierPoint>(points: readonly P[]): P[] {
  const ordered = points.toSorted((a, b) => a.cost - b.cost || b.success - a.success);
  const front: P[] = [];
  for (const point of ordered) if (point.success > (front.at(-1)?.success ?? -1)) front.push(point);
  return front;
}
