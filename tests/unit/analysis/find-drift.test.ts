import { expect, test } from "vitest";

import { findDrift } from "#lib/analysis/find-drift.ts";
import type { ServedModel } from "#lib/domain/served-model.ts";

const served = (requested: string, model: string, first: string, last: string): ServedModel => ({
  provider: "openai",
  requested,
  served: model,
  firstAt: new Date(first),
  lastAt: new Date(last),
});

test("a name that answers as another snapshot than before is found, with when it changed", () => {
  const old = served("gpt-4o", "gpt-4o-2024-08-06", "2026-09-01", "2026-11-02");
  const now = served("gpt-4o", "gpt-4o-2024-11-20", "2026-11-03", "2026-11-20");
  expect(findDrift([now, old])).toEqual([
    { provider: "openai", requested: "gpt-4o", before: old, now, complete: true },
  ]);
});

test("while both still answer the change is not complete", () => {
  const old = served("gpt-4o", "gpt-4o-2024-08-06", "2026-09-01", "2026-11-20");
  const now = served("gpt-4o", "gpt-4o-2024-11-20", "2026-11-03", "2026-11-20");
  expect(findDrift([old, now])[0]?.complete).toBe(false);
});

test("a name that always answers as the same model has not moved, and two names do not mix", () => {
  const one = served("gpt-4o", "gpt-4o-2024-08-06", "2026-09-01", "2026-11-20");
  expect(findDrift([one, served("gpt-4o-mini", "gpt-4o-mini-2024-07-18", "2026-09-01", "2026-11-20")])).toEqual([]);
  expect(findDrift([])).toEqual([]);
});

test("the latest change comes first", () => {
  const rows = ["a", "b"].flatMap((name, i) => [
    served(name, `${name}-1`, "2026-09-01", "2026-09-02"),
    served(name, `${name}-2`, `2026-10-0${i + 1}`, "2026-10-09"),
  ]);
  expect(findDrift(rows).map(({ requested }) => requested)).toEqual(["b", "a"]);
});
