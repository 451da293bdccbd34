import { PageLink } from "#components/controls/page-link.tsx";
import { showCount, showRate } from "#components/format/number.ts";
import { showHour } from "#components/format/time.ts";
import { HeadRow } from "#components/tables/head-row.tsx";

export interface ShownReasons {
  readonly contributors: readonly {
    readonly provider: string;
    readonly model: string;
    readonly failure: string;
    readonly httpStatus: number | null;
    readonly tool: string;
    readonly taskType: string;
    readonly hits: number;
    readonly share: number;
  }[];
  readonly examples: readonly { readonly taskId: string; readonly startedAt: string }[];
  readonly steps: readonly string[];
}

/** What stands behind an incident, what to look at, and tasks to read. */
export function ReasonTable({ reasons }: { readonly reasons: ShownReasons }) {
  const { contributors, examples, steps } = reasons;
  return (
    <section aria-labelledby="why" className="mt-7 min-w-0">
      <h2 id="why" className="text-[13.5px] font-semibold">
        What stands behind it
      </h2>
      {contributors.length === 0 ? (
        <p className="mt-1 text-mute">No single call explains it: look at the series above.</p>
      ) : (
        <Contributors contributors={contributors} />
      )}
      {steps.length === 0 ? null : (
        <>
          <h3 className="mt-5 font-semibold">What to look at</h3>
          <ol className="mt-1 list-decimal pl-5">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </>
      )}
      {examples.length === 0 ? null : (
        <>
          <h3 className="mt-5 font-semibold">Example tasks</h3>
          <ul className="mt-1">
            {examples.map(({ taskId, startedAt }) => (
              <li key={taskId} className="wrap-anywhere">
                <PageLink href={`/tasks/${encodeURIComponent(taskId)}`} className="link">
                  {taskId}
                </PageLink>
                <span className="text-mute"> · {showHour(new Date(startedAt))}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Contributors({ contributors }: Pick<ShownReasons, "contributors">) {
  return (
    <table className="ledger w-full">
      <caption className="sr-only">Contributors, most first</caption>
      <HeadRow names={["Model", "failure", "task type", "share", "calls"]} words={["Model", "failure", "task type"]} />
      <tbody>
        {contributors.map((one) => (
          <tr key={JSON.stringify(one)} className="h-8">
            <th scope="row" className="pr-4 text-left font-normal wrap-anywhere">
              {one.model}
              <span className="text-mute"> {one.provider}</span>
            </th>
            <td className="pr-4">
              {one.failure.replaceAll("_", " ")}
              {one.httpStatus === null ? "" : ` ${one.httpStatus}`}
              {one.tool === "" ? "" : ` ${one.tool}`}
            </td>
            <td className="pr-4 wrap-anywhere">{one.taskType}</td>
            <td className="num pl-3">{showRate(one.share, 0)}</td>
            <td className="num pl-3">{showCount(one.hits)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
