import { PageLink } from "#components/controls/page-link.tsx";
import { SNIPPETS } from "#components/words/snippets.ts";
import { Snippet } from "./snippet.tsx";

/** Before the first call: what will stand here, and the shortest way to it. */
export function EmptyProject() {
  return (
    <div className="max-w-[760px] py-6">
      <p className="mb-5 text-[15px] leading-normal">
        No calls yet. Once the first arrive, this page says what a finished task costs on each model, retries and
        failures included, and how the others fail. It follows by itself.
      </p>
      <Snippet {...SNIPPETS[0]} />
      <p>
        <PageLink href="/connect" className="link">
          All ways to connect
        </PageLink>
      </p>
    </div>
  );
}
