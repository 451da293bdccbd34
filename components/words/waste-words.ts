import type { WasteCause } from "#lib/analysis/metrics-row.ts";

/** Causes of waste in the order in which a dollar is given to the first that fits, with their colour. */
export const WASTE_WORDS: readonly { readonly cause: WasteCause; readonly label: string; readonly colour: string }[] = [
  { cause: "failed_task", label: "failed tasks", colour: "var(--waste-1)" },
  { cause: "failed_call", label: "failed calls in tasks that succeeded", colour: "var(--waste-2)" },
  { cause: "escalated", label: "models escalated away from", colour: "var(--waste-3)" },
  { cause: "repeated_tool", label: "repeated tool calls", colour: "var(--waste-4)" },
  { cause: "reask", label: "extra input of re-asks", colour: "var(--waste-5)" },
];
