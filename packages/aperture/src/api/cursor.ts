import { ApertureError } from "@aperture/sdk";
import type { z } from "zod";

/** A page's end as an opaque text. `kind` ties it to its list: the cursor of another one is refused, not misread. */
export function writeCursor(kind: string, place: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify({ kind, ...place })).toString("base64url");
}

/** What `writeCursor` was given. Throws `cursor_invalid` for anything else. */
export function readCursor<T>(kind: string, cursor: string, place: z.ZodType<T>): T {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null && "kind" in value && value.kind === kind) {
      const { kind: _kind, ...rest } = value;
      return place.parse(rest);
    }
  } catch {
    // Told below: whatever is wrong with it, the way out is the same.
  }
  throw new ApertureError("cursor_invalid", { hint: "Take `next` of the page before, with the same query" });
}
