import { readHealth } from "#lib/server/health.ts";
import { json } from "#lib/server/respond.ts";

export async function GET(): Promise<Response> {
  const health = await readHealth();
  return json(health, health.database === "ok" ? 200 : 503);
}
export const dynamic = "force-dynamic";
