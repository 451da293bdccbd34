import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { showCount, showRate, showRateInterval } from "#components/format/number.ts";
import type { StepSample } from "#lib/analysis/share-without-failure.ts";
import { HeadRow } from "./head-row.tsx";

/** Share without a failed call through each step, with how many tasks reached it: plain rates by length would mislead. */
export function StepsTable({ sample: { sampled_tasks, steps } }: { readonly sample: StepSample }) {
  return (
    <ChartFrame
      title="How far its tasks get without a failed call"
      note={`Kaplan–Meier over the latest ${showCount(sampled_tasks)} tasks that began with it: a task that ends counts for the steps it reached, and for no later one.`}
      file="share-without-failure"
      columns={[
        { key: "step", name: "Step" },
        { key: "share", name: "Share without failure", numeric: true },
        { key: "at_risk", name: "Tasks that reached it", numeric: true },
        { key: "failed", name: "Failed at it", numeric: true },
      ]}
      rows={steps.map(({ step, share, at_risk, failed }) => ({
        step,
        share: Number(share.toFixed(4)),
        at_risk,
        failed,
      }))}
      alternative={null}
    >
      <table className="ledger w-full">
        <caption className="sr-only">Share without failure through each step, with 95% intervals</caption>
        <HeadRow names={["Through step", "without failure", "95%", "reached it", "failed at it"]} wideOnly={["95%"]} />
        <tbody>
          {steps.map(({ step, share, share_ci, at_risk, failed }) => (
            <tr key={step} className="h-8">
              <th scope="row" className="text-left font-normal">
                <span className="inline-flex w-full items-center gap-2">
                  <span className="w-5 tabular-nums">{step}</span>
                  <span aria-hidden className="h-[3px] flex-1 bg-hair">
                    <span className="block h-full bg-ink" style={{ width: `${(share * 100).toFixed(1)}%` }} />
                  </span>
                </span>
              </th>
              <td className="num">{showRate(share)}</td>
              <td className="num text-mute max-md:hidden">{showRateInterval(share_ci)}</td>
              <td className="num">{showCount(at_risk)}</td>
              <td className="num">{showCount(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}
