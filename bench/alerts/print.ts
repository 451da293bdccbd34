import type { Recall, WorldResult } from "./sum-up.ts";
import type { LookTimes } from "./time-looks.ts";
import { wantedOf } from "./wanted.ts";

export function printFalseAlarms({ world, falseAlarms }: WorldResult): void {
  console.log(`\n${world}: false incidents`);
  for (const { sensitivity, months, incidents, perSeries, perProject } of falseAlarms) {
    console.log(
      `  ${sensitivity.padEnd(7)} ${String(incidents).padStart(4)} in ${months} series and months: ` +
        `${perSeries.toFixed(4)} a series, ${perProject.toFixed(2)} a project of 200`,
    );
  }
}

export function printLooks({ series, firstMs, medianMs, mostMs }: LookTimes): void {
  const [first, median, most] = [firstMs, medianMs, mostMs].map(Math.round);
  console.log(
    `looks at ${series} series: ${first} ms the first after a start, then ${median} ms (median), ${most} ms (most)`,
  );
}

export function printRecall({ world, recall, chosen }: WorldResult): void {
  console.log(`\n${world}: share of spikes seen, ours at normal beside rules tuned to the same false alarms`);
  console.log("  calls/min  spike       wanted       ours (min)   quiet  keen | fixed  mean+kσ  seasonal | oracle");
  for (const cell of recall) console.log(`  ${describe(cell, world)}`);
  const rules = chosen.filter(({ rule }) => rule !== "oracle").map(({ volume, rule }) => `${rule} at ${volume}/min`);
  console.log(`  chosen: ${rules.join("; ")}`);
}

function describe(cell: Recall, world: string): string {
  const wanted = wantedOf(world, cell);
  const share = (value: number): string => value.toFixed(2);
  return [
    String(cell.volume).padStart(9),
    ` ×${cell.factor} ${String(cell.minutes).padStart(4)} min`,
    wanted === undefined ? "           " : ` ${share(wanted.recall)} (${String(wanted.delay).padStart(3)})`,
    `  ${share(cell.ours.normal)} (${String(cell.delay ?? "–").padStart(3)})`,
    `   ${share(cell.ours.quiet)}   ${share(cell.ours.keen)} |`,
    ` ${share(cell.rivals.fixed)}   ${share(cell.rivals.sigma)}     ${share(cell.rivals.seasonal)}     |`,
    ` ${share(cell.rivals.oracle)}`,
  ].join("  ");
}
