import { showQuantity, showRate } from "#components/format/number.ts";
import { showHour, showLength } from "#components/format/time.ts";

interface ShownPreview {
  readonly alarms: readonly { readonly title: string; readonly fromMs: number; readonly toMs: number | null }[];
  readonly series: number;
  readonly looked: number;
  readonly hoursByMinute: number;
  readonly smallest: { readonly factor: number; readonly rate: number; readonly minutes: number } | null;
  readonly busiest: string;
  readonly isRate: boolean;
}

/** When a rule would have fired, and what it can see. */
export function RulePreviewList({ preview, isBudget }: { readonly preview: ShownPreview; readonly isBudget: boolean }) {
  const { alarms, series, looked } = preview;
  return (
    <section aria-labelledby="preview" className="mt-7">
      <h2 id="preview" className="text-[13.5px] font-semibold">
        {isBudget ? "A budget fires when it is reached" : titleOf(alarms.length)}
      </h2>
      <p className="text-mute">
        {showQuantity(series, "series", "series")} now.
        {looked < series && !isBudget ? ` Looked back over the busiest ${looked}.` : ""}
        {isBudget ? "" : howJudged(preview.hoursByMinute)}
      </p>
      <SmallestSpike preview={preview} />
      {alarms.length === 0 ? null : (
        <ul className="mt-2">
          {alarms.map(({ title, fromMs, toMs }) => (
            <li key={`${fromMs} ${title}`} className="grid gap-x-4 py-0.5 md:grid-cols-[210px_minmax(0,1fr)]">
              <span className="text-mute tabular-nums">
                {showHour(new Date(fromMs))}, {toMs === null ? "goes on" : showLength(toMs - fromMs)}
              </span>
              <span className="wrap-anywhere">{title}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function howJudged(hoursByMinute: number): string {
  if (hoursByMinute === 0) return " Judged by the hour.";
  return ` The last ${hoursByMinute} hours were judged by the minute, as it will be; before by the hour, where shorter spikes do not show.`;
}

function titleOf(alarms: number): string {
  if (alarms === 0) return "It would not have fired in the last 30 days";
  return `It would have fired ${alarms === 1 ? "once" : `${alarms} times`} in the last 30 days`;
}

/** How many times as much says nothing where next to nothing is expected. */
function showRise({ factor, rate }: NonNullable<ShownPreview["smallest"]>): string {
  return factor > 10 ? `to ${showRate(rate, 0)}` : `×${factor}, to ${showRate(rate, 1)}`;
}

function SmallestSpike({ preview: { smallest, busiest, isRate, series } }: { readonly preview: ShownPreview }) {
  if (!isRate || series === 0) return null;
  const where = busiest === "" ? "" : `, on the series ${busiest}`;
  return (
    <p className="mt-1">
      {smallest === null
        ? `Smallest spike this rule can see${where}: none within half a day; there are too few calls.`
        : `Smallest spike this rule can see${where}: ${showRise(smallest)}, lasting ${showLength(smallest.minutes * 60_000)}.`}
    </p>
  );
}
