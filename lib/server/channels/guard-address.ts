import { lookup as resolve } from "node:dns";
import type { LookupAddress, LookupOptions } from "node:dns";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";

import ipaddr from "ipaddr.js";

import { OutturnError } from "#lib/domain/errors.ts";

/** What only the server's own network can reach: loopback, private, link-local (cloud metadata), mapped, reserved. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `process` makes an IPv4 address of one mapped into IPv6; every range but plain unicast is refused.
  return ipaddr.process(address).range() === "unicast";
}

function refusal(host: string, address: string): OutturnError {
  return new OutturnError(
    "bad_request",
    `${host} is at ${address}, inside this network: set OUTTURN_ALLOW_PRIVATE_WEBHOOKS=1 if alerts may go there.`,
  );
}

/** Refuses an address written as numbers: nothing is looked up for it. @throws OutturnError `bad_request`. */
export function guardHost(host: string, allowPrivate: boolean): void {
  const bare = host.replace(/^\[|\]$/g, "");
  if (!allowPrivate && isIP(bare) !== 0 && !isPublic(bare)) throw refusal(host, bare);
}

/**
 * A name lookup for one connection that answers with public addresses or an error: what is connected to is what was checked,
 * whatever the name answers the next time.
 */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, "");
        return;
      }
      const refused = allowPrivate ? undefined : addresses.find(({ address }) => !isPublic(address));
      const [first] = addresses;
      if (refused || !first) callback(refusal(hostname, refused?.address ?? "no address"), "");
      else answer(options, addresses, first, callback);
    });
  };
}

type Callback = Parameters<LookupFunction>[2];

function answer(options: LookupOptions, all: LookupAddress[], first: LookupAddress, callback: Callback): void {
  if (options.all === true) callback(null, all);
  else callback(null, first.address, first.family);
}

/** The one address to connect to, for a protocol whose library looks names up itself. */
export async function resolveGuarded(host: string, allowPrivate: boolean): Promise<string> {
  guardHost(host, allowPrivate);
  if (isIP(host) !== 0) return host;
  return new Promise((found, failed) => {
    guardedLookup(allowPrivate)(host, { all: false }, (error, address) => {
      if (error) failed(error);
      else found(typeof address === "string" ? address : (address[0]?.address ?? ""));
    });
  });
}
