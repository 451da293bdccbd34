import type { Metadata } from "next";
import { Suspense } from "react";
import { SessionList } from "#components/account/session-list.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { PageHead } from "#components/shell/page-head.tsx";
import { SectionSkeleton } from "#components/states/skeletons.tsx";
import { getRuntime } from "#lib/server/runtime.ts";
import { openProject } from "../_data/open-project.ts";
import { endSession } from "./_actions/end-session.ts";
import { PasskeysPanel } from "./_panels/passkeys.tsx";
import { PasswordPanel } from "./_panels/password.tsx";
import { SecondFactorPanel } from "./_panels/second-factor.tsx";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const { project, reader, role } = await openProject();
  return (
    <>
      <PageHead title="Your account" simulated={project.simulated} />
      <p className="py-4 text-mute">
        {reader.name}, {reader.email}; {role} of this project&rsquo;s team.
      </p>
      <Suspense fallback={<SectionSkeleton height={90} />}>
        <PasswordPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={90} />}>
        <SecondFactorPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={90} />}>
        <PasskeysPanel />
      </Suspense>
      <Suspense fallback={<SectionSkeleton height={120} />}>
        <SessionsPanel />
      </Suspense>
    </>
  );
}

async function SessionsPanel() {
  const { reader } = await openProject();
  const { auth } = await getRuntime();
  const sessions = await auth.sessions.list(reader.userId);
  return (
    <SettingsSection
      id="sessions"
      title="Signed-in browsers"
      note="A browser that is not used for a month is signed out by itself."
    >
      <SessionList sessions={sessions} own={reader.sessionId} end={endSession} />
    </SettingsSection>
  );
}
