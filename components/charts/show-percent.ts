/** A fraction as a position in a drawing: `12.35%`. */
export function showPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)}%`;
}
