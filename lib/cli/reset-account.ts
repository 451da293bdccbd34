import { parseArgs } from "node:util";

import { OutturnError } from "#lib/domain/errors.ts";
import { openAuth } from "#lib/server/auth.ts";
import { readOrMakeSecret } from "#lib/server/data-dir.ts";
import { resetLink } from "#lib/server/reset-password.ts";
import { writeMembersAudit } from "#lib/store/audit.ts";
import type { Store } from "#lib/store/open-store.ts";

import { withStore } from "./with-store.ts";

const USAGE = "Write it as: accounts reset --email ADDRESS [--second-factor].";

/** `accounts reset --email A [--second-factor]`: prints a link to a new password, for where no mail server is or a code is lost. */
export async function resetAccount(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { email: { type: "string" }, "second-factor": { type: "boolean" } },
  });
  const { email } = values;
  if (positionals[0] !== "reset" || email === undefined) throw new OutturnError("bad_request", USAGE);
  return withStore(async ({ prisma }, config) => {
    const { publicUrl } = config;
    const { passwords } = openAuth({
      prisma,
      secret: config.secret ?? (await readOrMakeSecret(config.dataDir)),
      publicUrl,
    });
    const token = await passwords.issueReset(email);
    if (token === null) throw new OutturnError("not_found", `Nobody has an account under "${email}".`);
    if (values["second-factor"] === true) {
      await passwords.forgetSecondFactors(email);
      console.error("The authenticator app and the passkeys of this account count no more.");
    }
    const also = values["second-factor"] === true ? ", and forgot the second factors" : "";
    await writeDown(prisma, email, `Made a link to a new password for ${email}${also}.`);
    console.error("Good for an hour, once; using it signs the person out everywhere:");
    console.log(resetLink(publicUrl, token));
    return 0;
  });
}

/** In every project that the person belongs to. */
async function writeDown(prisma: Store["prisma"], email: string, said: string): Promise<void> {
  const where = { user: { email: email.trim().toLowerCase() } };
  for (const { organisationId } of await prisma.membership.findMany({ where, select: { organisationId: true } }))
    await writeMembersAudit(prisma, organisationId, { actor: "command line", said });
}
