import { revalidatePath } from "next/cache";

import { log } from "./log.ts";
import { openSignedInProject } from "./open-signed-in-project.ts";
import type { SignedInProject } from "./open-signed-in-project.ts";
import type { FormReading, FormTexts } from "./read-settings-form.ts";

/** What a form shows after it was sent. */
export interface FormState {
  /** By field; `form` is of the whole. */
  readonly errors: Readonly<Record<string, string>>;
  readonly saved: string | null;
  /** A new key, shown this once. */
  readonly secret: string | null;
  /** What was typed, where it was refused: nobody types it again. */
  readonly values: FormTexts;
}

interface Saved {
  readonly saved: string;
  readonly secret?: string;
}

interface SettingsChange<T> {
  readonly read: (texts: FormTexts, open: SignedInProject) => FormReading<T>;
  readonly save: (open: SignedInProject, value: T) => Promise<Saved>;
}

/** A form of the settings: whoever is signed in, what it says, the change, and what is shown of it. Pages are drawn again. */
export async function changeSettings<T>(form: FormData, { read, save }: SettingsChange<T>): Promise<FormState> {
  const open = await openSignedInProject();
  const values = textsOf(form);
  const reading = read(values, open);
  if (!reading.ok) return { errors: reading.errors, saved: null, secret: null, values };
  try {
    const { saved, secret = null } = await save(open, reading.value);
    revalidatePath("/", "layout");
    return { errors: {}, saved, secret, values: {} };
  } catch (error) {
    log.error({ err: error }, "a setting could not be saved");
    const form = "This could not be saved; the server's log says why. Please try again.";
    return { errors: { form }, saved: null, secret: null, values };
  }
}

/** Only texts: none of the forms sends files, and names that begin with `$` are React's own. */
function textsOf(form: FormData): FormTexts {
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === "string" && !name.startsWith("$") ? [[name, value]] : [])),
  );
}
