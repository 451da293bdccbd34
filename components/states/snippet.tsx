import { CopyButton } from "#components/controls/copy-button.tsx";

interface SnippetProps {
  readonly title: string;
  readonly note: string;
  readonly language: string;
  readonly code: string;
}

export function Snippet({ title, note, language, code }: SnippetProps) {
  return (
    <section className="max-w-[760px] border-t border-hair py-4">
      <div className="flex items-start justify-between gap-4">
        <div>
          <h2 className="font-semibold">{title}</h2>
          <p className="text-mute">{note}</p>
        </div>
        <CopyButton text={code} what={title} />
      </div>
      <pre
        tabIndex={0}
        aria-label={`${title}: ${language}`}
        className="mt-2 overflow-x-auto rounded-md bg-sel px-3.5 py-3 font-mono text-note leading-relaxed"
      >
        <code>{code}</code>
      </pre>
    </section>
  );
}
