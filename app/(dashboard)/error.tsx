"use client";

import { BUTTON } from "#components/ui/button.ts";

/** Shown in place of a page that could not be drawn; the shell stays, so that readers can go elsewhere. */
export default function DashboardError({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <div role="alert" className="max-w-[560px] py-10">
      <h1 className="text-[20px] font-semibold">This page could not be drawn</h1>
      <p className="mt-2 text-mute">
        The figures could not be read. Nothing is lost: calls are still recorded. If trying again does not help, the
        server&rsquo;s log says why{digest === null ? "" : `, under ${digest}`}; <code>npm run outturn -- doctor</code>{" "}
        checks the installation.
      </p>
      <button type="button" className={`${BUTTON} mt-4`} onClick={() => retry()}>
        Try again
      </button>
    </div>
  );
}
