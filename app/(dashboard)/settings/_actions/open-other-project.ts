"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";

import { PROJECT_COOKIE } from "#lib/server/choose-project.ts";
import { openSignedInProject } from "#lib/server/open-signed-in-project.ts";
import { getRuntime } from "#lib/server/runtime.ts";

const YEAR_S = 31_536_000;

/** From here on the pages show this project. What the cookie names is looked up among the reader's own at every request. */
export async function openOtherProject(form: FormData): Promise<void> {
  await openSignedInProject("read");
  const slug = form.get("slug");
  const { publicUrl } = (await getRuntime()).config;
  if (typeof slug === "string") {
    const jar = await cookies();
    const secure = publicUrl.startsWith("https:");
    jar.set(PROJECT_COOKIE, slug, { httpOnly: true, sameSite: "lax", secure, path: "/", maxAge: YEAR_S });
  }
  redirect("/");
}
