import type { KeepContent } from "#lib/domain/content.ts";
import { addFound } from "#lib/domain/redact.ts";
import { DAY_MS } from "#lib/domain/time.ts";
import type { Store } from "#lib/store/open-store.ts";
import { findProjectById } from "#lib/store/find-project.ts";

import { boundContent } from "./bound-content.ts";
import { compilePatterns, ownPatternsOf } from "./own-patterns.ts";
import { redactContent } from "./redact-content.ts";
import { keyToSeal, ownerOf, sealContent } from "./seal-content.ts";

/** What becomes of the messages of each project, kept at hand for the calls that come in. */
export interface ContentAtHand {
  /** Undefined for a project that keeps none. */
  of(projectId: string): Promise<KeepContent | undefined>;
  /** Reads the project's switch again for the next export; other processes do so within `KEPT_MS`. */
  forget(projectId: string): void;
}

const KEPT_MS = 5_000;

/** @param now milliseconds of a clock that never goes back. */
export function openContent(store: Store, secret: string, now: () => number = () => performance.now()): ContentAtHand {
  const kept = new Map<string, { readonly keep: Promise<KeepContent | undefined>; readonly until: number }>();
  return {
    async of(projectId) {
      const known = kept.get(projectId);
      if (known !== undefined && now() < known.until) return known.keep;
      const keep = keeperOf(store, projectId, secret);
      kept.set(projectId, { keep, until: now() + KEPT_MS });
      // Nothing is stored or left out for want of the switch: the sender is told to come back, and the next one reads again.
      keep.catch(() => kept.delete(projectId));
      return keep;
    },
    forget: (projectId) => {
      kept.delete(projectId);
    },
  };
}

async function keeperOf(store: Store, projectId: string, secret: string): Promise<KeepContent | undefined> {
  const project = await findProjectById(store, projectId);
  if (project === null || !project.contentCapture) return undefined;
  const own = compilePatterns(ownPatternsOf(project.contentPatterns));
  const key = await keyToSeal(store, projectId, secret);
  const keptMs = project.contentDays * DAY_MS;
  return (content, call, said) => {
    if (call.startUs / 1000 < Date.now() - keptMs) return null;
    const { content: bounded, cutChars, omittedMessages } = boundContent(content);
    const { content: clean, redacted } = redactContent(bounded, own);
    const counts = { ...said.redacted };
    addFound(counts, redacted);
    const whole = { ...clean, cutChars: cutChars + said.cutChars, omittedMessages, redacted: counts };
    return sealContent(whole, key, ownerOf(projectId, call));
  };
}
