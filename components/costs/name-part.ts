const KINDS: Readonly<Record<string, string>> = {
  input_uncached: "Input, uncached",
  cache_read: "Input from cache",
  cache_write: "Written to cache",
  output: "Output",
  unsplit: "Not split",
};

const NOT_GIVEN: Readonly<Record<string, string>> = {
  model: "model unknown",
  task_type: "no type given",
  service_tier: "tier not said",
  key: "no key",
};

/** What a part of the spend is called on the page. */
export function namePart(by: string, name: string): string {
  if (name === "") return NOT_GIVEN[by] ?? "not given";
  return by === "kind" ? (KINDS[name] ?? name) : name;
}
