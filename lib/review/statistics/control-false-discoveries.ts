/**
 * Which of the claims stand while at most a share `rate` of those that stand is expected to be chance: Y. Benjamini & Y.
 * Hochberg, J. R. Stat. Soc. B 57 (1995). Every comparison that was looked at belongs in the list, also the dull ones.
 */
export function standingClaims(pValues: readonly number[], rate = 0.05): boolean[] {
  const sorted = [...pValues].sort((a, b) => a - b);
  const count = sorted.length;
  const last = sorted.findLastIndex((p, i) => p <= (rate * (i + 1)) / count);
  const limit = last < 0 ? -1 : (sorted[last] ?? -1);
  return pValues.map((p) => p <= limit);
}
