import { expect, test } from "vitest";

import { findCatalogueEntry } from "#lib/pricing/find-price.ts";

test("a model's entry tells every price it had, each up to the next", () => {
  const entry = findCatalogueEntry("openai", "o3");
  expect(entry).toMatchObject({ label: "openai/o3", contextWindow: 200_000, deprecated: false });
  const cut = Date.parse("2025-06-10") * 1000;
  // $10 a million, in pico-dollars, and $2 from the tenth of June on.
  expect(entry?.periods.map(({ fromUs, untilUs, prices }) => [fromUs, untilUs, prices.input?.base])).toEqual([
    [null, cut, 10_000_000_000_000n],
    [cut, null, 2_000_000_000_000n],
  ]);
});

test("a price for some hours of the day names them", () => {
  const hours = findCatalogueEntry("deepseek", "deepseek-chat")?.periods.flatMap((period) => period.hours ?? []);
  expect(hours).toEqual(["00:30–16:30 UTC"]);
});

test("a model that the table does not list has no entry", () => {
  expect(findCatalogueEntry("vllm", "house")).toBeNull();
});
