/** Pages whose address names nothing of the project's. */
export const FIXED_PAGES = [
  "/reviews",
  "/what-if?best=1",
  "/alerts",
  "/alerts/rules",
  "/alerts/channels",
  "/settings",
  "/settings/changes",
  "/connect",
] as const;

/** The page of the latest task. */
export async function latestTaskPage(url: string, cookie: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/tasks?limit=1`, { headers: { cookie } });
  // The documented answer of this very version.
  const { tasks } = (await answer.json()) as { readonly tasks: readonly { readonly id: string }[] };
  return `/tasks/${encodeURIComponent(tasks[0]?.id ?? "")}`;
}
