import type { Metadata } from "next";
import { PageLink } from "#components/controls/page-link.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { Snippet } from "#components/states/snippet.tsx";
import { SNIPPETS } from "#components/words/snippets.ts";
import { openProject } from "../_data/open-project.ts";

export const metadata: Metadata = { title: "Connect" };

export default async function ConnectPage() {
  const { project } = await openProject();
  return (
    <>
      <PageHead title="How calls get here" simulated={project.simulated} />
      <div className="max-w-[760px]">
        <p className="mb-4 text-[15px] leading-normal">
          Make a key in the{" "}
          <PageLink href="/settings#keys" className="link underline">
            settings
          </PageLink>{" "}
          or with <code className="rounded bg-sel px-1">npm run outturn -- keys create --scope ingest</code>, put it and
          this server&rsquo;s address into the environment of your application, and choose a way in. No prompt or answer
          is stored unless you ask for it.
        </p>
        {SNIPPETS.map((snippet) => (
          <Snippet key={snippet.id} {...snippet} />
        ))}
      </div>
    </>
  );
}
