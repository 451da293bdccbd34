export interface LabelPoint {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}
export interface PlacedLabel extends LabelPoint {
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: "start" | "middle" | "end";
}
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const CHARACTER = 6.3;
const HEIGHT = 13;
const DOT = 7;

/** Where a label may stand about its dot, best first. */
const PLACES = [
  { dx: 10, dy: 4, anchor: "start" },
  { dx: -10, dy: 4, anchor: "end" },
  { dx: 0, dy: -11, anchor: "middle" },
  { dx: 0, dy: 19, anchor: "middle" },
  { dx: 8, dy: -8, anchor: "start" },
  { dx: 8, dy: 16, anchor: "start" },
  { dx: -8, dy: -8, anchor: "end" },
  { dx: -8, dy: 16, anchor: "end" },
  { dx: 0, dy: -25, anchor: "middle" },
  { dx: 0, dy: 33, anchor: "middle" },
] as const;

function boxOf({ text, labelX, labelY, anchor }: PlacedLabel): Box {
  const width = text.length * CHARACTER;
  const left = anchor === "start" ? labelX : anchor === "end" ? labelX - width : labelX - width / 2;
  return { left, right: left + width, top: labelY - HEIGHT + 3, bottom: labelY + 3 };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function outside(box: Box, area: Box): number {
  const beyond = [area.left - box.left, box.right - area.right, area.top - box.top, box.bottom - area.bottom];
  // A label that is cut off is worse than one that touches another.
  return beyond.reduce((sum, by) => sum + Math.max(0, by) * HEIGHT * 4, 0);
}

/** Places each label beside its dot so that labels cover neither each other nor a dot, where there is room. */
export function placeLabels(points: readonly LabelPoint[], area: Box): PlacedLabel[] {
  const dots = points.map(({ x, y }) => ({ left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT }));
  const taken: Box[] = [];
  return points.map((point, i) => {
    const others = dots.filter((_, j) => j !== i);
    let best: { label: PlacedLabel; cost: number } | null = null;
    for (const { dx, dy, anchor } of PLACES) {
      const label = { ...point, labelX: point.x + dx, labelY: point.y + dy, anchor };
      const box = boxOf(label);
      const cost = [...taken, ...others].reduce((sum, other) => sum + overlap(box, other), outside(box, area));
      if (best === null || cost < best.cost) best = { label, cost };
      if (cost === 0) break;
    }
    const { label } = best ?? { label: { ...point, labelX: point.x, labelY: point.y, anchor: "start" as const } };
    taken.push(boxOf(label));
    return label;
  });
}
