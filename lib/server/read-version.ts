import manifest from "../../package.json" with { type: "json" };

/** The version of Outturn that runs. */
export function readVersion(): string {
  return manifest.version;
}
