import { atOnce, sdkOf } from "../seen.ts";
import type { OpenOptions, Subject } from "../seen.ts";

/** The SDK as it is. */
export function openBare({ load }: OpenOptions): Subject {
  return {
    sdk: sdkOf(load),
    wrap: (client) => client,
    around: atOnce,
    flush: () => Promise.resolve(),
    drain: () => Promise.resolve([]),
  };
}
