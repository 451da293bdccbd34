import type { APIRequestContext } from "@playwright/test";
import { E2E } from "./e2e-server.ts";

/** What the browser tests' server answers to a question of its API. @throws Error for any status but 200. */
export async function askJson(request: APIRequestContext, path: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await request.get(path, { headers: { authorization: `Bearer ${E2E.readKey}` } });
  if (answer.status() !== 200) throw new Error(`${path} answers ${answer.status()}: ${await answer.text()}`);
  // The documented answer of this very version; its parts are checked as they are used.
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}
