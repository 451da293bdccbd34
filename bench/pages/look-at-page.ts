import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { PEERS } from "../side-by-side/load-from.ts";

/** What Lighthouse said of one load of a page; scores between 0 and 100. */
export interface Look {
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  /** Cumulative layout shift. */
  readonly shift: number;
  /** JavaScript transferred, bytes as they went over the wire. */
  readonly scriptBytes: number;
  /** Largest contentful paint, ms, and time the main thread was blocked, ms. */
  readonly paintMs: number;
  readonly blockedMs: number;
  /** Lighthouse's measure of how fast this machine was at that moment; idle desktops reach 1,500 and more. */
  readonly machine: number;
  /** Audits that cost points, worst first: what to mend. */
  readonly faults: readonly string[];
}

interface Audit {
  readonly title: string;
  readonly score: number | null;
  readonly numericValue?: number;
  readonly details?: { readonly items?: readonly Readonly<Record<string, unknown>>[] };
}

interface Category {
  readonly score: number | null;
  readonly auditRefs: readonly { readonly id: string; readonly weight: number }[];
}

interface Report {
  readonly environment: { readonly benchmarkIndex: number };
  readonly runtimeError?: { readonly message: string };
  readonly audits: Readonly<Record<string, Audit>>;
  readonly categories: Readonly<Record<string, Category>>;
}

/** The parts of Lighthouse that are used; it is no package of the project's own, so its types are not here. */
interface Lighthouse {
  readonly default: (url: string, flags: object, config: object) => Promise<{ readonly lhr: Report } | undefined>;
}
interface Default<T> {
  readonly default: T;
}
interface Launcher {
  readonly launch: (options: object) => Promise<{ readonly port: number; readonly kill: () => void }>;
}

export interface Looker {
  readonly version: string;
  /** Loads a page in a browser that knows nothing yet. @throws Error when the page could not be judged. */
  look(url: string, cookie: string | null): Promise<Look>;
}

/** Opens Lighthouse: desktop preset, simulated throttling. */
export async function openLooker(chromium: { readonly file: string; readonly libraries: string }): Promise<Looker> {
  const modules = pathToFileURL(join(PEERS, "lighthouse", "node_modules/")).href;
  // The folder's package-lock.json fixes these packages, so their shapes are known.
  const lighthouse = (await import(new URL("lighthouse/core/index.js", modules).href)) as Lighthouse;
  const preset = (await import(new URL("lighthouse/core/config/desktop-config.js", modules).href)) as Default<object>;
  const launcher = (await import(new URL("chrome-launcher/dist/index.js", modules).href)) as Launcher;
  const about = (await import(new URL("lighthouse/package.json", modules).href, {
    with: { type: "json" },
  })) as Default<{ readonly version: string }>;
  const look = async (url: string, cookie: string | null): Promise<Look> => {
    // One browser a look: storage is not reset, so another's cache would hide what the page transfers.
    const browser = await launcher.launch({
      chromePath: chromium.file,
      // Its sandbox works neither as root nor in most containers; what is looked at here is our own.
      chromeFlags: ["--headless=new", "--no-sandbox"],
      envVars: chromium.libraries === "" ? process.env : { ...process.env, LD_LIBRARY_PATH: chromium.libraries },
    });
    try {
      const answer = await lighthouse.default(
        url,
        { ...FLAGS, ...headersOf(cookie), port: browser.port },
        preset.default,
      );
      if (answer === undefined) throw new Error(`Lighthouse said nothing of ${url}.`);
      if (answer.lhr.runtimeError !== undefined) throw new Error(`${url}: ${answer.lhr.runtimeError.message}`);
      return readReport(answer.lhr);
    } finally {
      browser.kill();
    }
  };
  return { version: about.default.version, look };
}

const FLAGS = {
  output: "json",
  logLevel: "error",
  onlyCategories: ["performance", "accessibility", "best-practices"],
  throttlingMethod: "simulate",
  disableStorageReset: true,
};

function headersOf(cookie: string | null): object {
  return cookie === null ? {} : { extraHeaders: { cookie } };
}

function readReport({ audits, categories, environment }: Report): Look {
  const score = (name: string): number => Math.round((categories[name]?.score ?? 0) * 100);
  const number = (name: string): number => audits[name]?.numericValue ?? 0;
  const requests = audits["network-requests"]?.details?.items ?? [];
  const scripts = requests.filter((item) => item["resourceType"] === "Script");
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    bestPractices: score("best-practices"),
    shift: number("cumulative-layout-shift"),
    scriptBytes: scripts.reduce((sum, item) => sum + Number(item["transferSize"] ?? 0), 0),
    paintMs: number("largest-contentful-paint"),
    blockedMs: number("total-blocking-time"),
    machine: Math.round(environment.benchmarkIndex),
    faults: Object.values(categories)
      .flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0))
      .flatMap(({ id }) => {
        const audit = audits[id];
        if (audit === undefined || audit.score === null || audit.score >= 0.9) return [];
        return [`${id}: ${audit.title}${whereOf(audit)}`];
      }),
  };
}

/** The first elements that an audit names, as their HTML. */
function whereOf({ details }: Audit): string {
  const nodes = (details?.items ?? []).flatMap(({ node }) =>
    typeof node === "object" && node !== null && "snippet" in node ? [String(node.snippet)] : [],
  );
  return nodes.length === 0 ? "" : `: ${nodes.slice(0, 3).join(" ")}`;
}
