import { describe, expect, it } from "vitest";

import { logLikelihood, logRatios, RISES } from "#lib/alerts/detect/cluster-likelihood.ts";
import { learnClusters } from "#lib/alerts/detect/learn-clusters.ts";

const CASES = [
  [2, 2],
  [0.3, 3.5],
  [3, 1],
  [18, 1.5],
] as const;

describe("the law of clustered hits", () => {
  it.each(CASES)(
    "with mean %d and clusters of %d sums to one, with that mean and a dispersion of 2a − 1",
    (mean, size) => {
      let [total, first, second] = [0, 0, 0];
      for (let hits = 0; hits < 400; hits += 1) {
        const p = Math.exp(logLikelihood(hits, mean, size));
        [total, first, second] = [total + p, first + p * hits, second + p * hits * hits];
      }
      expect(total).toBeCloseTo(1, 9);
      expect(first).toBeCloseTo(mean, 6);
      expect((second - first * first) / first).toBeCloseTo(2 * size - 1, 5);
    },
  );

  it.each(CASES)("with mean %d and clusters of %d says of a rise what the two likelihoods say", (mean, size) => {
    const ratios = new Float64Array(RISES.length);
    logRatios(7, mean, size, ratios);
    RISES.forEach((rise, i) =>
      expect(ratios[i]).toBeCloseTo(logLikelihood(7, mean * rise, size) - logLikelihood(7, mean, size), 9),
    );
  });

  it("takes a long burst where little is expected for one cluster: it speaks for ×8 by hardly more than log 8", () => {
    const ratios = new Float64Array(RISES.length);
    logRatios(12, 0.001, 3, ratios);
    expect(ratios.at(-1)).toBeGreaterThan(Math.log(8) - 0.01);
    expect(ratios.at(-1)).toBeLessThan(Math.log(8) + 0.02);
  });

  it("learns from minutes whether hits come alone or five at a time", () => {
    const calls = new Float64Array(720).fill(60);
    const baseline = {
      firstHour: 0,
      levels: new Float64Array(15).fill(1 / 60),
      uncertainty: 0,
      dispersion: 3,
      hours: 336,
    };
    const sizeOf = (hits: Float64Array): number =>
      learnClusters({ now: 720, minutes: { calls, hits }, hours: { calls, hits } }, baseline).size;
    expect(sizeOf(calls.map((_, i) => (i % 5 === 0 ? 5 : 0)))).toBeGreaterThan(sizeOf(calls.map((_, i) => i % 3)));
    expect(sizeOf(calls.map((_, i) => i % 3))).toBeLessThan(2);
  });
});
