import Link from "next/link";
import type { ComponentProps } from "react";

/**
 * A link to another page, without a reload. It is not fetched beforehand: dense pages hold a hundred, and asking the server for
 * each of them as it comes into sight would cost more than the one that is followed gains.
 */
export function PageLink(props: ComponentProps<typeof Link>) {
  return <Link prefetch={false} {...props} />;
}
