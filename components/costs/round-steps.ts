/** Round steps from zero to at least the top, four or five of them. */
export function roundSteps(top: number): number[] {
  const rough = top / 4;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((factor) => factor * decade >= rough) ?? 10) * decade;
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
