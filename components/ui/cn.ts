import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Knows our own sizes of text, which it would otherwise take for colours and drop before a colour. */
const merge = extendTailwindMerge({ extend: { theme: { text: ["note", "body"] } } });

/** Joins class names; the later of two that contradict each other wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
