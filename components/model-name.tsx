import Link from "next/link";
import { cn } from "#components/ui/cn.ts";

interface ModelNameProps {
  readonly model: string;
  /** Its dot; none for what is not a model. */
  readonly colour?: string;
  /** Page of the model; plain text without. */
  readonly href?: string;
  readonly dim?: boolean;
}

/** A model's dot, in the one colour it has everywhere, and its name. */
export function ModelName({ model, colour, href, dim = false }: ModelNameProps) {
  const name = model === "" ? "model unknown" : model;
  // Cut short where columns are tight, wrapped where rows may grow.
  const fit = "truncate max-md:wrap-anywhere max-md:whitespace-normal";
  return (
    <span className={cn("flex min-w-0 items-center gap-2", dim && "text-mute")}>
      {colour === undefined ? null : (
        <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: colour }} />
      )}
      {href === undefined ? (
        <span title={name} className={fit}>
          {name}
        </span>
      ) : (
        <Link
          href={href}
          title={name}
          className={cn(fit, "hover:text-follow hover:underline hover:underline-offset-3")}
        >
          {name}
        </Link>
      )}
    </span>
  );
}
