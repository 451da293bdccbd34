import type { SavedPolicy } from "#lib/store/routing-policy.ts";

/** A version of the routing policy as the API shows it: what the router reads, with who saved it and when. */
export function describePolicy({ version, rules, note, createdBy, createdAt }: SavedPolicy): object {
  return { version, rules, note, created_by: createdBy, created_at: createdAt.toISOString() };
}
