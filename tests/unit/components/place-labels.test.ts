import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxOf, overlap, placeLabels } from "#components/charts/place-labels.ts";

const area = { left: 0, right: 400, top: 0, bottom: 300 };
const point = fc.record({
  text: fc.stringMatching(/^[a-z0-9-]{3,20}$/),
  x: fc.integer({ min: 20, max: 380 }),
  y: fc.integer({ min: 20, max: 280 }),
});

describe("placeLabels", () => {
  it("never lets a label cover a label, a dot of another or the edge", () => {
    fc.assert(
      fc.property(fc.uniqueArray(point, { maxLength: 18, selector: ({ text }) => text }), (points) => {
        const labels = placeLabels(points, area);
        for (const label of labels) {
          const box = boxOf(label);
          expect(box.left >= area.left && box.right <= area.right).toBe(true);
          expect(box.top >= area.top && box.bottom <= area.bottom).toBe(true);
          for (const other of labels) if (other !== label) expect(overlap(box, boxOf(other))).toBe(false);
          for (const { text, x, y } of points)
            if (text !== label.text)
              expect(overlap(box, { left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 })).toBe(false);
        }
      }),
    );
  });

  it("leads a line to a label for which there is no room at its dot", () => {
    const crowd = ["alpha-model", "beta-model", "gamma-model", "delta-model", "epsilon-model", "zeta-model"];
    const labels = placeLabels(
      crowd.map((text, i) => ({ text, x: 200 + 4 * (i % 3), y: 150 + 4 * Math.floor(i / 3) })),
      area,
    );
    expect(labels).toHaveLength(6);
    expect(labels.some(({ leader }) => leader)).toBe(true);
  });

  it("leaves out a label that fits nowhere", () => {
    const narrow = { left: 0, right: 60, top: 0, bottom: 40 };
    expect(placeLabels([{ text: "much-too-long-for-the-chart", x: 30, y: 20 }], narrow)).toEqual([]);
  });
});
