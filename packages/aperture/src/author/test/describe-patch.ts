import { createHash } from "node:crypto";
import type { Patch, PatchItem } from "@aperture/sdk";

/** A patch as a snapshot keeps it: a line to a wish, long texts by their beginning, length and hash. */
export const describePatch = (patch: Patch): string[] => patch.map(describeItem);

function describeItem(item: PatchItem): string {
  const { op, reason, ...rest } = item as PatchItem & { readonly reason?: string };
  const words = Object.entries(rest).map(([key, value]) => {
    if (key === "block") return value === null ? "session" : `block-${value}`;
    if (key === "text") return `${key}=${shortened(String(value))}`;
    return `${key}=${JSON.stringify(value)}`;
  });
  return [
    op,
    ...words,
    ...(reason && op !== "refuse" ? [`because ${reason}`] : []),
    ...(op === "refuse" ? [reason] : []),
  ].join(" ");
}

function shortened(text: string): string {
  if (text.length <= 80) return JSON.stringify(text);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${JSON.stringify(text.slice(0, 60))}… ${text.length} characters, ${hash}`;
}
