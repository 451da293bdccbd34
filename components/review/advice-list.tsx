import { PageLink } from "#components/controls/page-link.tsx";

export interface AdviceLine {
  readonly sentence: string;
  readonly evidence: string;
  readonly href: string;
}

/** The changes worth most, each with where it can be tried out. */
export function AdviceList({ lines }: { readonly lines: readonly AdviceLine[] }) {
  return (
    <ol className="max-w-[860px] list-decimal space-y-1.5 pl-5">
      {lines.map(({ sentence, evidence, href }) => (
        <li key={sentence}>
          {sentence} <span className="text-mute">Evidence: {evidence}.</span>{" "}
          <PageLink href={href} className="underline decoration-hair underline-offset-3 hover:text-follow">
            Try it out
          </PageLink>
        </li>
      ))}
    </ol>
  );
}
