import { isFailureClass, type FailureClass } from "#lib/domain/failure.ts";
import { oneOf, type SearchParams } from "./read-view.ts";

/** The class a reader opened: `?class=truncated`; null for none. */
export function readFailureClass(params: SearchParams): FailureClass | null {
  const asked = oneOf(params, "class");
  return asked !== null && isFailureClass(asked) && asked !== "ok" ? asked : null;
}
