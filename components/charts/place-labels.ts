export interface LabelPoint {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A label at its dot: `dx` and `dy` lead from the dot to the text's anchor, in pixels. */
export interface PlacedLabel extends LabelPoint {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "middle" | "end";
  /** Whether it stands so far off that a line has to lead to it. */
  readonly leader: boolean;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Place = Pick<PlacedLabel, "dx" | "dy" | "anchor" | "leader">;

/** Widest usual character of 11.5 px text: a label is never wider than it is taken for. */
const CHARACTER = 6.5;
const HEIGHT = 13;
const DOT = 7;

const NEAR: readonly Place[] = (
  [
    [10, 4, "start"],
    [-10, 4, "end"],
    [0, -11, "middle"],
    [0, 19, "middle"],
    [8, -8, "start"],
    [8, 16, "start"],
    [-8, -8, "end"],
    [-8, 16, "end"],
  ] as const
).map(([dx, dy, anchor]) => ({ dx, dy, anchor, leader: false }));

/** Places further off, nearest first: straight above and below, then to the sides. */
const FAR: readonly Place[] = [30, 44, 58, 74, 92, 116].flatMap((reach) =>
  [0, 14, -14, 30, -30, 52, -52, 80, -80].flatMap((aside) =>
    [-reach, reach].map((dy): Place => ({
      dx: aside,
      dy: dy + 4,
      anchor: aside === 0 ? "middle" : aside > 0 ? "start" : "end",
      leader: true,
    })),
  ),
);

export function boxOf({ text, x, y, dx, dy, anchor }: PlacedLabel): Box {
  const width = text.length * CHARACTER;
  const at = x + dx;
  const left = anchor === "start" ? at : anchor === "end" ? at - width : at - width / 2;
  return { left, right: left + width, top: y + dy - HEIGHT + 3, bottom: y + dy + 3 };
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function within(box: Box, area: Box): boolean {
  return box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom;
}

/** Where a leader touches its label: the middle of the side that looks at the dot. */
export function leaderEnd({ dx, dy }: Place): { readonly x: number; readonly y: number } {
  return { x: dx, y: dy < 0 ? dy + 4 : dy - HEIGHT + 3 };
}

/** Small boxes along a leader: a line is kept clear of labels and dots as they are of each other. */
function alongLeader(point: LabelPoint, place: Place): Box[] {
  if (!place.leader) return [];
  const end = leaderEnd(place);
  return [0.35, 0.5, 0.65, 0.8, 0.95].map((part) => {
    const [x, y] = [point.x + end.x * part, point.y + end.y * part];
    return { left: x - 1, right: x + 1, top: y - 1, bottom: y + 1 };
  });
}

/**
 * Places labels beside their dots, further off with a leader where that is taken, so that no label covers a label, a dot or
 * a leader. A label that fits nowhere is left out: its figures stand in the table.
 */
export function placeLabels(points: readonly LabelPoint[], area: Box): PlacedLabel[] {
  const dots = points.map(({ x, y }) => ({ left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT }));
  const free = (i: number, place: Place, taken: readonly Box[]): PlacedLabel | null => {
    const point = points[i];
    if (point === undefined) return null;
    const label = { ...point, ...place };
    const mine = [boxOf(label), ...alongLeader(point, place)];
    const obstacles = [...taken, ...dots.filter((_, j) => j !== i)];
    const clear = mine.every((box) => within(box, area) && !obstacles.some((other) => overlap(box, other)));
    return clear ? label : null;
  };
  const choices = points.map((_, i) => NEAR.filter((place) => free(i, place, []) !== null).length);
  // Those with the fewest places choose first; the others still find one.
  const order = points.map((_, i) => i).sort((a, b) => (choices[a] ?? 0) - (choices[b] ?? 0) || a - b);
  const taken: Box[] = [];
  const placed = new Map<number, PlacedLabel>();
  for (const places of [NEAR, FAR])
    for (const i of order) {
      if (placed.has(i)) continue;
      const label = firstOf(places, (place) => free(i, place, taken));
      if (label === null) continue;
      placed.set(i, label);
      taken.push(boxOf(label), ...alongLeader(label, label));
    }
  return points.flatMap((_, i) => placed.get(i) ?? []);
}

function firstOf<T, R>(list: readonly T[], of: (item: T) => R | null): R | null {
  for (const item of list) {
    const result = of(item);
    if (result !== null) return result;
  }
  return null;
}
