/** Minutes of a month of 30 days. */
export const MONTH_MINUTES = 43_200;

/**
 * How far `seen` lies above `expected`, in standard deviations of a normal variable of the same tail: 2(√seen − √expected)/√φ.
 * With dispersion φ (variance / mean) it is the exact root of the Chernoff exponent of a Poisson number of clusters with
 * exponential sizes, and F. J. Anscombe's root transform (Biometrika 35, 1948). Negative below.
 */
export function deviationOfAmount(seen: number, expected: number, dispersion: number): number {
  return (2 * (Math.sqrt(seen) - Math.sqrt(expected))) / Math.sqrt(dispersion);
}

/** The amount at which `deviationOfAmount` is `deviation`. */
export function amountAtDeviation(deviation: number, expected: number, dispersion: number): number {
  return Math.max(0, Math.sqrt(expected) + (deviation * Math.sqrt(dispersion)) / 2) ** 2;
}

/** log10 of the normal upper tail beyond `z` ≥ 0, within 1 % of the tail: M. R. Sampford, Annals of Mathematical Statistics 24 (1953). */
export function logTail(z: number): number {
  const density = -(z * z) / 2 - Math.log(2 * Math.PI) / 2;
  return (density + Math.log(4 / (3 * z + Math.sqrt(z * z + 8)))) / Math.LN10;
}

/**
 * −log10 of the excursions beyond `z` expected in a month when a window of `minutes` slides by the minute: z² looks per
 * window length (M. R. Leadbetter, G. Lindgren, H. Rootzén, Extremes, 1983, 12.2), thinned because it moves in steps
 * (D. Siegmund, Sequential Analysis, 1985, 10.3), and never more than one look a minute.
 */
export function evidenceOf(z: number, minutes: number): number {
  if (z <= 0) return -Math.log10(MONTH_MINUTES);
  const looks = (Math.max(1, z * z) * Math.exp(-0.583 * z * Math.sqrt(2 / minutes))) / minutes;
  return -(Math.log10(Math.min(1, looks) * MONTH_MINUTES) + logTail(z));
}

/** The deviation whose evidence is `evidence` in a window of `minutes`: `evidenceOf` turned round by Newton's steps, to a thousandth from 1 on. */
export function deviationNeeded(evidence: number, minutes: number): number {
  let z = 5;
  for (let step = 0; step < 8; step += 1) {
    // The tail falls by e^(−z) a unit of z and little else changes.
    z = Math.max(0.5, z + ((evidence - evidenceOf(z, minutes)) * Math.LN10) / (z + 1 / z));
  }
  return z;
}
