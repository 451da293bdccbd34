import { Instant } from "#components/figures/instant.tsx";
import type { Metadata } from "next";
import { PageLink } from "#components/controls/page-link.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { listAudit } from "#lib/store/audit.ts";
import { openProject } from "../../_data/open-project.ts";
import { HeadRow } from "#components/tables/head-row.tsx";

export const metadata: Metadata = { title: "Who changed what" };

const SHOWN = 200;

export default async function ChangesPage() {
  const { store, project } = await openProject();
  const entries = await listAudit(store, project.id, SHOWN);
  return (
    <>
      <PageHead title="Who changed what" simulated={project.simulated} />
      <p className="py-4 text-mute">
        The last {SHOWN} changes to this project&rsquo;s settings, keys and people. Nothing here can be changed or taken
        away.
        <PageLink href="/settings" className="link mt-1 block">
          Settings
        </PageLink>
      </p>
      {entries.length === 0 ? (
        <p>Nothing was changed yet.</p>
      ) : (
        <table className="ledger w-full">
          <caption className="sr-only">Changes to this project, newest first</caption>
          <HeadRow names={["When", "who", "what"]} words={["When", "who", "what"]} />
          <tbody>
            {entries.map(({ id, at, actor, said }) => (
              <tr key={String(id)} className="h-8">
                <td className="pr-4 whitespace-nowrap tabular-nums">
                  <Instant at={at} />
                </td>
                <td className="pr-4 wrap-anywhere">{actor}</td>
                <td className="wrap-anywhere">{said}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
