"use client";

import { useEffect, useRef, type ReactNode } from "react";
import { cn } from "./cn.ts";

interface ModalProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/** The browser's own modal dialog, open for as long as it is there; Escape and a press beside it close it. */
export function Modal({ label, onClose, className, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onClick={({ target }) => {
        if (target === dialog.current) dialog.current?.close();
      }}
      className={cn(
        "mx-auto mt-[12vh] w-[min(520px,calc(100vw-32px))] rounded-md border border-hair bg-ground p-0 text-body text-ink backdrop:bg-black/40",
        className,
      )}
    >
      {children}
    </dialog>
  );
}
