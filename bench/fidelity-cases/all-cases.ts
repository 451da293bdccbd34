import type { FidelityCase } from "./fidelity-case.ts";
import { HELPER_CASES } from "./helper-cases.ts";
import { PLAIN_CASES } from "./plain-cases.ts";
import { STREAM_CASES } from "./stream-cases.ts";

/** Every row of the fidelity table. */
export const ALL_CASES: readonly FidelityCase[] = [...PLAIN_CASES, ...STREAM_CASES, ...HELPER_CASES];
