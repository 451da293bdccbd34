/** What people may do in an organisation's projects, the least first: each may do all that those before it may. */
export const ROLES = ["viewer", "member", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

/** What is asked of a project, and the least role that may. */
const LEAST_ROLE = {
  /** See figures, tasks, alerts, reviews. */
  read: "viewer",
  /** Say how tasks ended, mark, acknowledge, comment, decide. */
  judge: "member",
  /** See what calls said and were answered, where that is kept. */
  readContent: "member",
  /** Settings, prices, rules, channels, keys, members. */
  configure: "admin",
  /** Give and take ownership. */
  own: "owner",
} as const satisfies Record<string, Role>;
export type Action = keyof typeof LEAST_ROLE;

export function mayRole(role: Role, action: Action): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

/** @returns null for a word that is no role. */
export function readRole(text: string): Role | null {
  return ROLES.find((role) => role === text) ?? null;
}
