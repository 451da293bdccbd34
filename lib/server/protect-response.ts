import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Two years, as the preload lists ask. */
const HSTS = "max-age=63072000; includeSubDomains";
/** Nothing here uses a device; a page that embeds another's script gets none either. */
const PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()";
/** Answers that are data: a browser that opens one may neither run nor load anything. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const DATA_PATHS = /^\/(?:api\/|v1\/|metrics$|_next\/static\/|(?:[^?]*\/)?v1\/(?:traces|logs|metrics)$)/;

export interface Protection {
  /** Compiling pages as they are asked for evaluates code. */
  readonly dev: boolean;
}

/**
 * Sets the security headers of an answer before anything else writes to it, and hands the page its nonce: Next puts the nonce of
 * the request's policy on every script it writes. Scripts run by nonce alone; styles may stand in attributes, where charts put
 * their sizes. Source: W3C Content Security Policy 3; the OWASP secure headers project.
 */
export function protectResponse(request: IncomingMessage, response: ServerResponse, { dev }: Protection): void {
  // What came from outside must not choose the nonce.
  delete request.headers["content-security-policy"];
  delete request.headers["content-security-policy-report-only"];
  const secure = isEncrypted(request);
  const policy = DATA_PATHS.test(pathOf(request))
    ? DATA_POLICY
    : pagePolicy(randomBytes(16).toString("base64"), dev, secure);
  if (policy !== DATA_POLICY) request.headers["content-security-policy"] = policy;
  response.setHeader("content-security-policy", policy);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("permissions-policy", PERMISSIONS);
  response.setHeader("cross-origin-opener-policy", "same-origin");
  if (secure) response.setHeader("strict-transport-security", HSTS);
}

/** No text is kept with a NUL, and none can be asked for: such an address reaches no page. Answers whether it was refused. */
export function refuseAddress(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.url?.includes("%00") !== true) return false;
  response.writeHead(400, { "content-type": "text/plain; charset=utf-8" }).end("An address holds no NUL.\n");
  return true;
}

function pagePolicy(nonce: string, dev: boolean, secure: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** Whether the browser's side of the connection is TLS: a reverse proxy says so in its header. */
function isEncrypted(request: IncomingMessage): boolean {
  const forwarded = String(request.headers["x-forwarded-proto"] ?? "").split(",")[0];
  return forwarded?.trim().toLowerCase() === "https";
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}
