import { resolve } from "node:path";

import { z } from "zod";

import { OutturnError } from "#lib/domain/errors.ts";

import { readOidcConfig } from "./accounts/oidc-config.ts";
import type { OidcConfig } from "./accounts/oidc-config.ts";
import type { TracingConfig } from "./tracing/open-tracer.ts";

/** The environment, read once. Empty variables count as absent, as compose files and CI leave them. */
export interface Config {
  /** Null for an embedded Postgres. */
  readonly databaseUrl: string | null;
  /** A streaming copy of it that pages read from; null for none. */
  readonly replicaUrl: string | null;
  readonly port: number;
  /** Where people reach the pages: an origin, without a path. Links in messages start with it. */
  readonly publicUrl: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Null until the data directory has given it one. */
  readonly secret: string | null;
  /** The one before it: what it sealed is sealed anew at the start. */
  readonly previousSecret: string | null;
  readonly ingestKey: string | null;
  readonly readKey: string | null;
  /** Whether alerts may be sent to addresses inside this network. */
  readonly allowPrivateWebhooks: boolean;
  readonly adminEmail: string | null;
  readonly adminPassword: string | null;
  /** Null without single sign-on. */
  readonly oidc: OidcConfig | null;
  /** The mail server for invitations and links to new passwords; null for none. */
  readonly mail: MailConfig | null;
  /** Where the server's own traces go; null for nowhere. */
  readonly tracing: TracingConfig | null;
}

/** `name=value,name=value`, percent-encoded. Source: OpenTelemetry, OTLP exporter configuration. */
function readHeaders(text: string | null): Readonly<Record<string, string>> {
  const pairs = (text ?? "").split(",").flatMap((pair) => {
    const split = pair.indexOf("=");
    return split < 1 ? [] : [[pair.slice(0, split).trim(), decodeURIComponent(pair.slice(split + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

export interface MailConfig {
  /** As smtps://user:password@mail.example.com:465. */
  readonly server: string;
  readonly from: string;
}

const optional = z.preprocess((value) => (value === undefined || value === "" ? null : value), z.string().nullable());

const ENVIRONMENT = z.object({
  DATABASE_URL: optional.refine(
    (url) => url === null || /^postgres(ql)?:\/\//.test(url),
    "is not a Postgres address: write it as postgresql://user:password@host:5432/database, or unset it for an embedded one.",
  ),
  DATABASE_REPLICA_URL: optional.refine(
    (url) => url === null || /^postgres(ql)?:\/\//.test(url),
    "is not a Postgres address: write it as postgresql://user:password@host:5432/database, or unset it to read from DATABASE_URL.",
  ),
  PORT: z
    .preprocess((value) => (value === "" ? undefined : value), z.string().default("3000"))
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, "is not a port: use a number from 0 to 65535."),
  OUTTURN_PUBLIC_URL: optional.refine(
    (url) => url === null || isOrigin(url),
    "is not the address of a site: write it as https://outturn.example.com, without a path.",
  ),
  OUTTURN_DATA_DIR: optional,
  OUTTURN_SECRET: optional.refine(
    (secret) => secret === null || secret.length >= 32,
    "is too short: use at least 32 characters, or unset it to have one made.",
  ),
  OUTTURN_SECRET_PREVIOUS: optional,
  OUTTURN_INGEST_KEY: keyLike(),
  OUTTURN_READ_KEY: keyLike(),
  OUTTURN_ALLOW_PRIVATE_WEBHOOKS: optional.refine(
    (value) => value === null || value === "0" || value === "1",
    "is neither 1 nor 0: set it to 1 to let alerts go to addresses inside this network.",
  ),
  OUTTURN_ADMIN_EMAIL: optional.refine(
    (email) => email === null || z.email().safeParse(email).success,
    "is not an e-mail address.",
  ),
  OUTTURN_ADMIN_PASSWORD: optional.refine(
    (password) => password === null || (password.length >= 8 && password.length <= 128),
    "must have 8 to 128 characters.",
  ),
  OUTTURN_SMTP_URL: optional.refine(
    (url) => url === null || (URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol)),
    "is not a mail server: write it as smtps://user:password@mail.example.com:465.",
  ),
  OUTTURN_MAIL_FROM: optional.refine(
    (email) => email === null || z.email().safeParse(email).success,
    "is not an e-mail address.",
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional.refine(
    (url) => url === null || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
    "is not an address: write it as http://localhost:4318, or unset it.",
  ),
  OTEL_EXPORTER_OTLP_HEADERS: optional,
  OTEL_SERVICE_NAME: optional,
  OUTTURN_OIDC_ISSUER: optional,
  OUTTURN_OIDC_CLIENT_ID: optional,
  OUTTURN_OIDC_CLIENT_SECRET: optional,
  OUTTURN_OIDC_NAME: optional,
  OUTTURN_OIDC_SCOPES: optional,
  OUTTURN_OIDC_ROLE_CLAIM: optional,
  OUTTURN_OIDC_ROLES: optional,
  OUTTURN_OIDC_DEFAULT_ROLE: optional,
  OUTTURN_OIDC_TRUST_EMAIL: optional,
});

function keyLike() {
  return optional.refine(
    (key) => key === null || /^[\u0021-\u007e]{1,256}$/.test(key),
    "must have 1 to 256 printable characters without spaces.",
  );
}

function isOrigin(text: string): boolean {
  return (
    URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && text.replace(/\/$/, "") === new URL(text).origin
  );
}

/** Variables whose value an error message may repeat. */
const SHOWABLE = new Set(["PORT", "OUTTURN_PUBLIC_URL", "OUTTURN_ADMIN_EMAIL", "OUTTURN_MAIL_FROM"]);

/** @throws OutturnError naming the variable that cannot be used, and what to write instead. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = ENVIRONMENT.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? "environment");
    const value = SHOWABLE.has(name) ? ` "${env[name]}"` : "";
    throw new OutturnError("bad_request", `${name}${value} ${issue?.message ?? "cannot be used."}`);
  }
  const given = parsed.data;
  requirePairs(given);
  return {
    databaseUrl: given.DATABASE_URL,
    replicaUrl: given.DATABASE_REPLICA_URL,
    port: Number(given.PORT),
    publicUrl: given.OUTTURN_PUBLIC_URL?.replace(/\/$/, "") ?? `http://localhost:${given.PORT}`,
    dataDir: resolve(given.OUTTURN_DATA_DIR ?? ".outturn"),
    secret: given.OUTTURN_SECRET,
    previousSecret: given.OUTTURN_SECRET_PREVIOUS,
    ingestKey: given.OUTTURN_INGEST_KEY,
    readKey: given.OUTTURN_READ_KEY,
    allowPrivateWebhooks: given.OUTTURN_ALLOW_PRIVATE_WEBHOOKS === "1",
    adminEmail: given.OUTTURN_ADMIN_EMAIL,
    adminPassword: given.OUTTURN_ADMIN_PASSWORD,
    oidc: readOidcConfig(given),
    mail: readMail(given),
    tracing: readTracing(given),
  };
}

function readMail({
  OUTTURN_SMTP_URL: server,
  OUTTURN_MAIL_FROM: from,
}: z.infer<typeof ENVIRONMENT>): MailConfig | null {
  return server === null || from === null ? null : { server, from };
}

function readTracing(given: z.infer<typeof ENVIRONMENT>): TracingConfig | null {
  const endpoint = given.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === null) return null;
  const serviceName = given.OTEL_SERVICE_NAME ?? "outturn";
  return { endpoint, headers: readHeaders(given.OTEL_EXPORTER_OTLP_HEADERS), serviceName };
}

function requirePairs(given: z.infer<typeof ENVIRONMENT>): void {
  if ((given.OUTTURN_ADMIN_EMAIL === null) !== (given.OUTTURN_ADMIN_PASSWORD === null)) {
    throw new OutturnError(
      "bad_request",
      "OUTTURN_ADMIN_EMAIL and OUTTURN_ADMIN_PASSWORD belong together: set both or neither.",
    );
  }
  if ((given.OUTTURN_SMTP_URL === null) !== (given.OUTTURN_MAIL_FROM === null))
    throw new OutturnError(
      "bad_request",
      "OUTTURN_SMTP_URL and OUTTURN_MAIL_FROM belong together: set both or neither.",
    );
  if (given.DATABASE_REPLICA_URL !== null && given.DATABASE_URL === null)
    throw new OutturnError("bad_request", "DATABASE_REPLICA_URL is a copy of DATABASE_URL: set both or neither.");
}
