import { ConfirmAction } from "./confirm-action.tsx";
import type { FormAction } from "./settings-form.tsx";

interface TagListProps {
  readonly tags: readonly string[];
  readonly undeclare: FormAction;
}

/** What figures are kept by, beside the dimensions every project has. */
export function TagList({ tags, undeclare }: TagListProps) {
  if (tags.length === 0) return <p className="pb-3">No tag is declared: figures cannot be asked for by one yet.</p>;
  return (
    <ul className="mb-4 border-b border-hair">
      {tags.map((tag) => (
        <li key={tag} className="flex h-9 items-center justify-between gap-4 border-t border-hair">
          <span className="truncate">
            {tag} <code className="ml-2 font-mono text-note text-mute">group_by=tag.{tag}</code>
          </span>
          <ConfirmAction
            action={undeclare}
            hidden={{ tag }}
            open="Stop keeping"
            openName={`Stop keeping figures by ${tag}`}
            question={`Stop keeping figures by ${tag}?`}
            consequence={`All tasks are counted again, and figures by ${tag} are gone until it is declared again. The tasks keep the tag.`}
            confirm="Stop keeping"
            keep="Keep it"
          />
        </li>
      ))}
    </ul>
  );
}
