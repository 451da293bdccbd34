import { storable } from "#lib/ingest/storable-text.ts";

/** The texts of a plain form; a field that was not sent reads as empty. */
export async function readForm(request: Request): Promise<(name: string) => string> {
  const form = await request.formData().catch(() => new FormData());
  return (name) => {
    const value = form.get(name);
    return typeof value === "string" ? fieldText(name, value) : "";
  };
}

/** What somebody typed into a field as texts are kept; a password as it was typed. */
export function fieldText(name: string, typed: string): string {
  return isPassword(name) ? typed : storable(typed, Infinity);
}

export function isPassword(name: string): boolean {
  return name.includes("password");
}
