"use client";

import { useId, useState } from "react";
import { BUTTON } from "#components/ui/button.ts";
import { cn } from "#components/ui/cn.ts";

/** Downloads everything that is kept about one user. */
export function ExportUser() {
  const id = useId();
  const [userId, setUserId] = useState("");
  const ready = userId.trim() !== "";
  return (
    <div className="mb-4 flex flex-wrap items-end gap-x-3 gap-y-2">
      <div className="w-[230px] max-w-full">
        <label htmlFor={id} className="mb-1 block text-note text-mute">
          Everything about a user, by user.id
        </label>
        <input
          id={id}
          value={userId}
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setUserId(event.target.value)}
          className="h-8 w-full rounded-md border border-hair bg-ground px-2 text-body text-ink max-md:text-[16px]"
        />
      </div>
      <a
        className={cn(BUTTON, "h-8", !ready && "opacity-70")}
        aria-disabled={!ready}
        href={ready ? `/api/v1/users/${encodeURIComponent(userId.trim())}/export` : undefined}
        download
      >
        Download as JSON lines
      </a>
    </div>
  );
}
