import { revalidatePath } from "next/cache";

import type { Action } from "#lib/domain/roles.ts";
import { writeAudit } from "#lib/store/audit.ts";

import { log } from "./log.ts";
import { openSignedInProject } from "./open-signed-in-project.ts";
import type { SignedInProject } from "./open-signed-in-project.ts";
import { fieldText, isPassword } from "./read-form.ts";
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
  /** For the record of who did what, where `saved` alone would not tell. Names things, never secrets. */
  readonly audit?: string;
  /** Whether what was typed stays, because nothing of it was saved yet. */
  readonly keep?: boolean;
}

interface SettingsChange<T> {
  /** What one has to be allowed; to configure the project when not given. */
  readonly may?: Action;
  readonly read: (texts: FormTexts, open: SignedInProject) => FormReading<T>;
  readonly save: (open: SignedInProject, value: T) => Promise<Saved>;
}

/**
 * A form of the settings: whoever is signed in and may, what it says, the change, and what is shown of it. Who changed what is
 * written down, and pages are drawn again.
 */
export async function changeSettings<T>(form: FormData, { may, read, save }: SettingsChange<T>): Promise<FormState> {
  const texts = await textsOf(form);
  const values = withoutSecrets(texts);
  const open = await openSignedInProject(may ?? "configure").catch(sayRefusal);
  if (typeof open === "string") return refused(open, values);
  const reading = read(texts, open);
  if (!reading.ok) return { errors: reading.errors, saved: null, secret: null, values };
  try {
    const { saved, secret = null, audit = saved, keep = false } = await save(open, reading.value);
    const { store, project, reader } = open;
    await writeAudit(store, { projectId: project.id, actor: reader.email, action: "settings.change", said: audit });
    revalidatePath("/", "layout");
    return { errors: {}, saved, secret, values: keep ? values : {} };
  } catch (error) {
    const said = toldPeople(error);
    if (said !== null) return refused(said, values);
    log.error({ err: error }, "a setting could not be saved");
    return refused("This could not be saved; the server's log says why. Please try again.", values);
  }
}

function refused(form: string, values: FormTexts): FormState {
  return { errors: { form }, saved: null, secret: null, values };
}

/** What somebody may not do, in words; everything else, redirects among it, goes on its way. */
function sayRefusal(error: unknown): string {
  const said = toldPeople(error);
  if (said === null) throw error;
  return said;
}

const TOLD: ReadonlySet<string> = new Set(["bad_request", "conflict", "forbidden", "not_found"]);

/** The words of an error that was meant for whoever sent the form. By name: what Next bundled holds a second copy of the class. */
function toldPeople(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== "OutturnError" || !("code" in error)) return null;
  return TOLD.has(String(error.code)) ? error.message : null;
}

/** What may go back to the browser to be typed on: no password does. */
function withoutSecrets(texts: FormTexts): FormTexts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !isPassword(name)));
}

/** Files as their text. Names that begin with `$` are React's own. */
async function textsOf(form: FormData): Promise<FormTexts> {
  const own = [...form].filter(([name]) => !name.startsWith("$"));
  const read = own.map(
    async ([name, value]) => [name, fieldText(name, typeof value === "string" ? value : await value.text())] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
