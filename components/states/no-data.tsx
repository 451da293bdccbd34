import { PageLink } from "#components/controls/page-link.tsx";

interface NoDataProps {
  readonly range: string;
  /** The same page over a longer range; null when there is none. */
  readonly longerHref: string | null;
  /** The same page without filters. */
  readonly allHref: string;
}

export function NoData({ range, longerHref, allHref }: NoDataProps) {
  return (
    <div className="max-w-[560px] py-10">
      <h2 className="text-[15px] font-semibold">No calls in this view</h2>
      <p className="mt-1 text-mute">
        {range}, with the filters above, holds neither a task nor a call. Calls that arrive appear here by themselves.
      </p>
      <p className="mt-3 flex gap-4">
        {longerHref === null ? null : (
          <PageLink href={longerHref} className="link">
            Show the last 90 days
          </PageLink>
        )}
        <PageLink href={allHref} className="link">
          Drop the filters
        </PageLink>
      </p>
    </div>
  );
}
