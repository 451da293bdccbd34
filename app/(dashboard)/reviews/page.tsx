import { redirect } from "next/navigation";
import { DAY_MS } from "#lib/domain/time.ts";
import { weekOf } from "#lib/review/iso-week.ts";

/** The last whole week, which is what the meeting is about. */
export default function ReviewsPage() {
  redirect(`/reviews/${weekOf(new Date(Date.now() - 7 * DAY_MS)).name}`);
}
