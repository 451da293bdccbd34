/** Cookie that holds the colours a reader chose. */
export const THEME_COOKIE = "outturn_theme";

export type Theme = "system" | "light" | "dark";

export function readTheme(cookie: string | undefined): Theme {
  return cookie === "light" || cookie === "dark" ? cookie : "system";
}
