/** P(Z > z) of the standard normal: erfc after W. H. Press et al., Numerical Recipes (1992), 6.2; error below 1.2e-7. */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const power = series.reduceRight((sum, term) => sum * t + term, 0);
  const tail = (t * Math.exp(-x * x + power)) / 2;
  return z >= 0 ? tail : 1 - tail;
}

/** The z beyond which lies `tail` of the standard normal, for tails from 1e-12 to a half. */
export function normalQuantile(tail: number): number {
  let [low, high] = [0, 8];
  for (let i = 0; i < 50; i += 1) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return low;
}
