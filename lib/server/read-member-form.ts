import { z } from "zod";

import { readRole, ROLES } from "#lib/domain/roles.ts";
import type { Role } from "#lib/domain/roles.ts";

import type { FormReading, FormTexts } from "./read-settings-form.ts";

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const MOST_NAME = 80;
const LEAST_PASSWORD = 12;
const MOST_PASSWORD = 128;

export function readInvitationForm(texts: FormTexts): FormReading<{ email: string; role: Role }> {
  const errors: Record<string, string> = {};
  const email = (texts["email"] ?? "").trim();
  if (!z.email().safeParse(email).success || email.length > 254)
    errors["email"] = "An e-mail address, such as ada@example.com.";
  const role = readRole(texts["role"] ?? "");
  if (role === null) errors["role"] = `Choose ${ROLES.join(", ")}.`;
  return Object.keys(errors).length === 0 && role !== null
    ? { ok: true, value: { email, role } }
    : { ok: false, errors };
}

/** A member and the role they are to have. */
export function readMemberForm(texts: FormTexts): FormReading<{ userId: string; role: Role }> {
  const userId = texts["user_id"] ?? "";
  const role = readRole(texts["role"] ?? "");
  if (userId === "" || role === null) return { ok: false, errors: { form: `Choose ${ROLES.join(", ")}.` } };
  return { ok: true, value: { userId, role } };
}

/** @param taken what others' addresses are already. */
export function readNewProjectForm(texts: FormTexts): FormReading<{ name: string; slug: string }> {
  const errors: Record<string, string> = {};
  const name = (texts["name"] ?? "").trim();
  const slug = (texts["slug"] ?? "").trim();
  if (name === "" || name.length > MOST_NAME) errors["name"] = `A name of 1 to ${MOST_NAME} characters.`;
  if (!SLUG.test(slug)) errors["slug"] = "Up to 40 small letters, digits and dashes, such as support-bot.";
  return Object.keys(errors).length === 0 ? { ok: true, value: { name, slug } } : { ok: false, errors };
}

/** What is wrong with a new password, or null. Length is what makes one hard to guess (NIST SP 800-63B, 3.1.1.2). */
export function judgePassword(password: string): string | null {
  if (password.length >= LEAST_PASSWORD && password.length <= MOST_PASSWORD) return null;
  return `A password of ${LEAST_PASSWORD} to ${MOST_PASSWORD} characters.`;
}
