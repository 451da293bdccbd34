import type { FormReading, FormTexts } from "../read-settings-form.ts";
import type { OwnPattern } from "./own-patterns.ts";
import { readPatternLines } from "./own-patterns.ts";

export interface ContentForm {
  readonly contentCapture: boolean;
  readonly contentDays: number;
  readonly contentPatterns: readonly OwnPattern[];
  /** Whether what was kept goes now rather than when its days are over. */
  readonly forget: boolean;
}

const MOST_DAYS = 3_650;

/** Whether messages are kept, for how long, and what is taken out of them, as the form of the settings says it. */
export function readContentForm(texts: FormTexts): FormReading<ContentForm> {
  const errors: Record<string, string> = {};
  const days = Number((texts["content_days"] ?? "").trim());
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) errors["content_days"] = "1 to 3,650 days.";
  const patterns = readPatternLines(texts["content_patterns"] ?? "");
  if (typeof patterns === "string") errors["content_patterns"] = patterns;
  if (Object.keys(errors).length > 0 || typeof patterns === "string") return { ok: false, errors };
  const said = texts["content_capture"];
  const value = {
    contentCapture: said === "on",
    contentDays: days,
    contentPatterns: patterns,
    forget: said === "forget",
  };
  return { ok: true, value };
}
