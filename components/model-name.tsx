import { PageLink } from "#components/controls/page-link.tsx";
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
  return (
    <span className={cn("with-dot", dim && "text-mute")}>
      {colour === undefined ? null : <span aria-hidden className="dot" style={{ background: colour }} />}
      {href === undefined ? (
        <span title={name} className="fit">
          {name}
        </span>
      ) : (
        <PageLink href={href} title={name} className="fit quiet-link">
          {name}
        </PageLink>
      )}
    </span>
  );
}
