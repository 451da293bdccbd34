import { PageLink } from "#components/controls/page-link.tsx";
import { showCount, showRate, showRateInterval } from "#components/format/number.ts";
import { HoverTips } from "./hover-tips.tsx";
import { logAxis, placeOnLog, showTick, type LogAxis } from "./log-axis.ts";
import { paretoFront, type FrontierPoint } from "./pareto-front.ts";
import { leaderEnd, placeLabels, type PlacedLabel } from "./place-labels.ts";
import { showPercent } from "./show-percent.ts";

/** The plot, in pixels; its width is whatever the page gives it. */
const PLOT = { left: 42, right: 14, top: 24, bottom: 24, height: 356 } as const;
/** Least width of the plot at desktop and at phone width: labels that are clear there stay clear in a wider one. */
const LEAST_WIDTH = { desktop: 370, phone: 270 } as const;

/** Pixels that a target and the space around it take at least (WCAG 2.2, 2.5.8). */
const LEAST_TARGET = 24;

/** Lowest success on the axis: the tenth below the lowest point, so that the axis starts where the data make sense. */
function floorOf(points: readonly FrontierPoint[]): number {
  return Math.max(0, Math.floor(Math.min(...points.map(({ success }) => success)) * 10 - 0.5) / 10);
}

function tenths(from: number): number[] {
  const step = from < 0.5 ? 0.2 : 0.1;
  const ticks: number[] = [];
  for (let tick = 1; tick >= from - 1e-9; tick -= step) ticks.unshift(Number(tick.toFixed(1)));
  return ticks;
}

interface PlacedPoint extends FrontierPoint {
  /** Fraction of the plot's width. */
  readonly at: number;
  /** Pixels from the plot's top. */
  readonly y: number;
}

function labelsAt(points: readonly PlacedPoint[], width: number): PlacedLabel[] {
  const area = { left: 2, right: width + PLOT.right, top: -PLOT.top, bottom: PLOT.height };
  return placeLabels(
    points.map(({ model, at, y }) => ({ text: model, x: at * width, y })),
    area,
  );
}

interface FrontierDrawingProps {
  readonly points: readonly FrontierPoint[];
  readonly hrefOf: (model: string) => string;
}

/** Success against cost per 1,000 tasks, with the models that no other beats joined by a line. */
export function FrontierDrawing({ points, hrefOf }: FrontierDrawingProps) {
  const axis = logAxis(points.map(({ cost }) => cost));
  if (axis === null) return null;
  const floor = floorOf(points);
  const yOf = (rate: number) => ((1 - Math.max(rate, floor)) / (1 - floor)) * PLOT.height;
  const placed = points.map((point) => ({ ...point, at: placeOnLog(axis, point.cost), y: yOf(point.success) }));
  const sizes = [
    { className: "max-md:hidden", labels: labelsAt(placed, LEAST_WIDTH.desktop) },
    { className: "md:hidden", labels: labelsAt(placed, LEAST_WIDTH.phone) },
  ];
  return (
    <HoverTips>
      <div
        style={{
          height: PLOT.height + PLOT.top + PLOT.bottom,
          padding: `${PLOT.top}px ${PLOT.right}px 0 ${PLOT.left}px`,
        }}
      >
        <div className="relative" style={{ height: PLOT.height }}>
          <svg aria-hidden width="100%" height={PLOT.height} className="absolute block overflow-visible">
            {tenths(floor).map((rate) => (
              <RateTick key={rate} rate={rate} y={yOf(rate)} />
            ))}
            <CostTicks axis={axis} />
            <FrontLine front={paretoFront(placed.filter(({ hollow }) => !hollow))} />
            {placed.map((point) => (
              <Whisker key={point.model} point={point} yOf={yOf} />
            ))}
            {sizes.map(({ className, labels }) => (
              <g key={className} className={className}>
                {labels.map((label) => (
                  <Label
                    key={label.text}
                    label={label}
                    at={placed.find(({ model }) => model === label.text)?.at ?? 0}
                  />
                ))}
              </g>
            ))}
          </svg>
          {placed.map((point) => (
            <Dot
              key={point.model}
              point={point}
              href={hrefOf(point.model)}
              crowded={placed.some((other) => other !== point && isNear(point, other))}
            />
          ))}
        </div>
      </div>
      {sizes.map(({ className, labels }) => (
        <Unlabelled key={className} className={className} points={placed} labels={labels} />
      ))}
    </HoverTips>
  );
}

interface UnlabelledProps {
  readonly className: string;
  readonly points: readonly PlacedPoint[];
  readonly labels: readonly PlacedLabel[];
}

/** Names for which there was no room. */
function Unlabelled({ className, points, labels }: UnlabelledProps) {
  const named = new Set(labels.map(({ text }) => text));
  const missing = points.flatMap(({ model }) => (named.has(model) ? [] : [model]));
  if (missing.length === 0) return null;
  return (
    <p className={`text-note text-mute ${className}`}>
      No room for the names of {missing.join(", ")}: point at a dot, or view as table.
    </p>
  );
}

function RateTick({ rate, y }: { readonly rate: number; readonly y: number }) {
  return (
    <>
      <line x1={0} x2="100%" y1={y} y2={y} stroke="var(--hair)" shapeRendering="crispEdges" />
      <text x={-10} y={y + 4} textAnchor="end" className="fill-mute text-[11px]">
        {Math.round(rate * 100)}%
      </text>
    </>
  );
}

function CostTicks({ axis }: { readonly axis: LogAxis }) {
  return axis.ticks.map((tick) => (
    <text
      key={tick}
      x={showPercent(placeOnLog(axis, tick))}
      y={PLOT.height + 17}
      textAnchor="middle"
      className="fill-mute text-[11px]"
    >
      {showTick(tick)}
    </text>
  ));
}

/** Stretched with the plot; its stroke is not. */
function FrontLine({ front }: { readonly front: readonly PlacedPoint[] }) {
  return (
    <svg width="100%" height={PLOT.height} viewBox={`0 0 1 ${PLOT.height}`} preserveAspectRatio="none">
      <polyline
        points={front.map(({ at, y }) => `${at.toFixed(5)},${y.toFixed(1)}`).join(" ")}
        fill="none"
        stroke="var(--ink)"
        strokeWidth={1.2}
        strokeDasharray="3 4"
        opacity={0.6}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

function Whisker({ point, yOf }: { readonly point: PlacedPoint; readonly yOf: (rate: number) => number }) {
  if (point.interval === null) return null;
  const x = showPercent(point.at);
  const [low, high] = point.interval;
  return <line x1={x} x2={x} y1={yOf(low)} y2={yOf(high)} stroke={point.colour} strokeWidth={2} opacity={0.35} />;
}

function Label({ label, at }: { readonly label: PlacedLabel; readonly at: number }) {
  const { text, dx, dy, anchor, leader } = label;
  const end = leaderEnd(label);
  return (
    <svg x={showPercent(at)} y={label.y} overflow="visible">
      {leader ? <line x1={0} y1={0} x2={end.x} y2={end.y} stroke="var(--mute)" strokeWidth={0.75} /> : null}
      <text
        x={dx}
        y={dy}
        textAnchor={anchor}
        // A rim of the ground keeps the name readable where an interval or the line passes behind it.
        className="fill-ink stroke-ground stroke-[3px] text-[11.5px] [paint-order:stroke]"
      >
        {text}
      </text>
    </svg>
  );
}

/** Whether a finger that aims at one dot may hit the other, where the plot is narrowest. */
function isNear(a: PlacedPoint, b: PlacedPoint): boolean {
  return Math.hypot((a.at - b.at) * LEAST_WIDTH.phone, a.y - b.y) < LEAST_TARGET;
}

interface DotProps {
  readonly point: PlacedPoint;
  readonly href: string;
  /** Too near to another to be aimed at surely: the ledger beside the plot opens the same page, also by keyboard. */
  readonly crowded: boolean;
}

/** Opens its model. Larger to a finger than to the eye. */
function Dot({ point, href, crowded }: DotProps) {
  const { model, colour, hollow, interval } = point;
  const success = `${showRate(point.success)} success${interval === null ? "" : ` (95% ${showRateInterval(interval)})`}`;
  const lines = [model, `${success}, n ${showCount(point.decided)}`, `${point.costText} per 1,000 tasks`];
  return (
    <PageLink
      href={href}
      tabIndex={crowded ? -1 : undefined}
      data-tip={lines.join("\n")}
      aria-label={lines.join(", ")}
      className="absolute grid size-5 -translate-1/2 place-items-center rounded-full"
      style={{ left: showPercent(point.at), top: point.y }}
    >
      <span
        className="size-[11px] rounded-full"
        style={hollow ? { border: `1.5px solid ${colour}`, background: "var(--ground)" } : { background: colour }}
      />
    </PageLink>
  );
}
