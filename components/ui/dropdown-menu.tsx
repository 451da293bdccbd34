"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const DropdownMenu = Primitive.Root;
export const DropdownMenuTrigger = Primitive.Trigger;

/** Stands where it is written rather than at the end of the page, so that it stays within a landmark. */
export function DropdownMenuContent({ className, ...props }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Content
      align="end"
      sideOffset={6}
      collisionPadding={12}
      className={cn(
        "z-40 max-h-[min(420px,var(--radix-dropdown-menu-content-available-height))] min-w-52 overflow-auto rounded-md border border-hair bg-ground p-1.5 text-body text-ink shadow-[0_6px_24px_rgb(0_0_0/0.10)] outline-none",
        className,
      )}
      {...props}
    />
  );
}

const ITEM =
  "relative flex w-full cursor-default items-center rounded py-1.5 pr-3 pl-7 outline-none select-none data-[highlighted]:bg-sel data-[disabled]:text-mute";

export function DropdownMenuItem({ className, ...props }: ComponentProps<typeof Primitive.Item>) {
  return <Primitive.Item className={cn(ITEM, className)} {...props} />;
}

export function DropdownMenuCheckboxItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Primitive.CheckboxItem>) {
  return (
    <Primitive.CheckboxItem className={cn(ITEM, className)} {...props}>
      <Primitive.ItemIndicator className="absolute left-2">
        <Check aria-hidden size={14} />
      </Primitive.ItemIndicator>
      {children}
    </Primitive.CheckboxItem>
  );
}

export function DropdownMenuSeparator() {
  return <Primitive.Separator className="my-1.5 h-px bg-hair" />;
}
