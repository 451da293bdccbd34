"use client";

import { Popover as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const Popover = Primitive.Root;
export const PopoverTrigger = Primitive.Trigger;

/** Stands where it is written rather than at the end of the page, so that it stays within a landmark. */
export function PopoverContent({ className, ...props }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Content
      align="end"
      sideOffset={6}
      collisionPadding={12}
      className={cn(
        "z-40 max-h-[var(--radix-popover-content-available-height)] w-64 overflow-auto rounded-md border border-hair bg-ground p-1.5 text-body text-ink shadow-[0_6px_24px_rgb(0_0_0/0.10)] outline-none",
        className,
      )}
      {...props}
    />
  );
}
