import { Agent, request } from "node:http";

import { FIXED_PAGES, latestTaskPage } from "../pages/list-pages.ts";
import { signIn } from "../pages/sign-in.ts";
import type { Who } from "../pages/sign-in.ts";

export interface PageTime {
  readonly path: string;
  /** Milliseconds to the last byte, in order. */
  readonly ms: readonly number[];
  readonly bytes: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
/** Weeks that pages are asked for: the last four, and all that there are. */
const VIEWS = ["from=2026-10-04&to=2026-11-01", "from=2026-08-03&to=2026-11-01"];
const RANGED = ["/", "/models", "/models/alpha", "/failures?class=invalid_json", "/tasks", "/costs"];
const OTHERS = ["/what-if", "/reviews/2026-W43", ...FIXED_PAGES];

/** How long the server takes to the last byte of every page of the dashboard, once more each round; a first one warms up. */
export async function measurePages(url: string, who: Who, rounds: number): Promise<PageTime[]> {
  const cookie = await signIn(url, who);
  const pages = [
    ...RANGED.flatMap((path) => VIEWS.map((view) => `${path}${path.includes("?") ? "&" : "?"}${view}`)),
    ...OTHERS,
  ];
  pages.push(await latestTaskPage(url, cookie));
  const times = pages.map((path) => ({ path, ms: [] as number[], bytes: 0 }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const page of times) {
      const { ms, bytes } = await fetchPage(`${url}${page.path}`, cookie);
      if (round > 0) page.ms.push(ms);
      page.bytes = bytes;
    }
  }
  for (const { ms } of times) ms.sort((a, b) => a - b);
  return times;
}

async function fetchPage(url: string, cookie: string): Promise<{ ms: number; bytes: number }> {
  const began = performance.now();
  return new Promise((answered, reject) => {
    const asked = request(url.replace("localhost", "127.0.0.1"), { agent, headers: { cookie } }, (response) => {
      let bytes = 0;
      response.on("data", (part: Buffer) => (bytes += part.length));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode !== 200) reject(new Error(`${url} was answered ${response.statusCode}`));
        else answered({ ms: performance.now() - began, bytes });
      });
    });
    asked.on("error", reject);
    asked.end();
  });
}
