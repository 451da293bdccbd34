import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { readTheme, THEME_COOKIE } from "#components/read-theme.ts";
import { readersZone } from "#components/figures/instant.tsx";
import { LiveRefresh } from "#components/shell/live-refresh.tsx";
import { TellZone } from "#components/shell/tell-zone.tsx";
import { PageShell } from "#components/shell/page-shell.tsx";
import { readFoldVersion } from "#lib/store/read-fold-state.ts";
import { openProject } from "./_data/open-project.ts";

export default async function DashboardLayout({ children }: { readonly children: ReactNode }) {
  const { db, project } = await openProject();
  const version = await readFoldVersion(db, project.id);
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  const zone = await readersZone();
  return (
    <PageShell projectName={project.name} theme={theme} zone={zone}>
      <TellZone zone={zone} />
      <LiveRefresh version={String(version)} />
      {children}
    </PageShell>
  );
}
